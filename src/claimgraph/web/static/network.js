// The network page: the graph opens by itself, and can be sieved by confidence, sign and name.
import { open } from "./viewer.js";

const figure = document.querySelector("figure[data-viewer]");
const sieve = figure?.querySelector(".sieve");

if (figure) {
  figure.addEventListener("graph", ({ detail: graph }) => {
    sieve.hidden = false;
    sieve.addEventListener("input", () => sift(graph));
  });
  await open(figure, null);
  figure.querySelector(".drawn-large")?.remove();
}

function sift(graph) {
  const [search, sure, sign] = ["n-search", "n-sure", "n-sign"].map((id) => document.getElementById(id).value);
  sieve.querySelector("output").textContent = sure;
  const wanted = search.trim().toLowerCase();
  graph.batch(() => {
    graph.elements().removeClass("faded").style("display", "element");
    graph.edges().filter((edge) => (edge.data("confidence") ?? 0) < Number(sure) || (sign && edge.data("sign") !== sign)).style("display", "none");
    graph.nodes().filter((node) => node.connectedEdges(":visible").empty()).style("display", "none");
    if (wanted) {
      const found = graph.nodes(":visible").filter((node) => node.data("label").toLowerCase().includes(wanted));
      graph.elements().difference(found.closedNeighborhood()).addClass("faded");
    }
  });
  if (wanted) {
    const found = graph.nodes(":visible").not(".faded");
    if (found.nonempty()) graph.animate({ fit: { eles: found, padding: 60 }, duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 250 });
  }
}
