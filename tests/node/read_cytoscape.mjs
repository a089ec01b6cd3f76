// Reads elements with Cytoscape.js, without a window, and prints its nodes and edges as JSON.
import { readFileSync } from "node:fs";
import cytoscape from "cytoscape";

const { elements } = JSON.parse(readFileSync(0, "utf8"));
const cy = cytoscape({ headless: true, elements });
const data = element => element.data();
process.stdout.write(JSON.stringify({ nodes: cy.nodes().map(data), edges: cy.edges().map(data) }));
