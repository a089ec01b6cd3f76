// Reads a flowchart with Mermaid's own parser and prints its nodes and edges as JSON.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!DOCTYPE html><body></body>");
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });
const { db } = await mermaid.mermaidAPI.getDiagramFromText(readFileSync(0, "utf8"));
const vertices = db.getVertices();
const nodes = [...(vertices.values?.() ?? Object.values(vertices))].map(({ id, text, link }) => ({ id, text, link }));
const edges = db.getEdges().map(({ start, end, text, type }) => ({ start, end, text, type }));
process.stdout.write(JSON.stringify({ nodes, edges }));
