// A causal graph to explore: Cytoscape.js with a layout from left to right.
import cytoscape from "cytoscape";
import dagre from "cytoscape-dagre";

cytoscape.use(dagre);

const LARGE = 250;
const LINES = {
  DirectMeasurement: "solid", Observation: "solid", AuthorInference: "dashed", CuratorInference: "dashed",
  CitedLiterature: "dotted", Unstated: "dotted",
};
const HEADS = { increases: "triangle", maintains: "triangle", decreases: "tee", modulates: "diamond", hasNoEffectOn: "circle" };

// Draws elements of a `.cyjs` export into a container; colours are those of the page.
export function draw(container, elements, { ink, paper, line, accent }) {
  withoutOwnStyleSheet();
  const large = elements.nodes.length > LARGE;
  return cytoscape({
    container,
    elements,
    layout: large ? layered(elements) : { name: "dagre", rankDir: "LR", nodeSep: 18, rankSep: 70, animate: false },
    minZoom: 0.03,
    maxZoom: 3,
    userZoomingEnabled: false,
    boxSelectionEnabled: false,
    hideEdgesOnViewport: large,
    textureOnViewport: large,
    pixelRatio: large ? 1 : "auto",
    style: styles({ ink, paper, line, accent }, large),
  });
}

function styles({ ink, paper, line, accent }, large) {
  return [
    { selector: "node", style: {
      shape: "round-rectangle", label: "data(label)", color: ink, "font-size": 12, "font-family": "system-ui, sans-serif",
      "text-wrap": "wrap", "text-max-width": 110, "text-valign": "center", "text-halign": "center",
      width: 128, height: 44, "background-color": "data(color)", "background-opacity": 0.28,
      "border-width": 1.5, "border-color": "data(color)", "min-zoomed-font-size": large ? 7 : 3,
    } },
    { selector: "edge", style: {
      "curve-style": large ? "haystack" : "bezier",
      width: (edge) => (edge.data("confidence") == null ? 1 : 1 + 3 * edge.data("confidence")),
      "line-style": (edge) => LINES[edge.data("basis")] ?? "dotted",
      "line-color": (edge) => (edge.data("confidence") == null ? line : ink),
      "target-arrow-color": (edge) => (edge.data("confidence") == null ? line : ink),
      "target-arrow-shape": (edge) => HEADS[edge.data("influence")] ?? "vee",
      "arrow-scale": 1.1,
    } },
    { selector: "edge[?disputed]", style: { label: "disputed", color: ink, "font-size": 10, "text-background-color": paper, "text-background-opacity": 0.9 } },
    { selector: ".faded", style: { opacity: 0.12 } },
    { selector: ":selected", style: { "border-width": 4, "border-color": accent, "line-color": accent, "target-arrow-color": accent } },
  ];
}

// Layers by the shortest way from a start, ordered within by where their causes stand: linear, where dagre takes minutes.
// The longest way would make hundreds of layers where arrows run in circles; tall layers are folded.
function layered({ nodes, edges }) {
  const ids = nodes.map(({ data }) => data.id);
  const causes = new Map(ids.map((id) => [id, []]));
  const effects = new Map(ids.map((id) => [id, []]));
  for (const { data } of edges) {
    if (data.source === data.target) continue;
    causes.get(data.target)?.push(data.source);
    effects.get(data.source)?.push(data.target);
  }
  const layer = new Map();
  const spread = (starts) => {
    for (const id of starts) layer.set(id, 0);
    for (const queue = [...starts]; queue.length;) {
      const found = [];
      for (const id of queue.splice(0)) for (const next of effects.get(id)) {
        if (!layer.has(next)) { layer.set(next, layer.get(id) + 1); found.push(next); }
      }
      queue.push(...found);
    }
  };
  spread(ids.filter((id) => !causes.get(id).length));
  for (const id of ids) if (!layer.has(id)) spread([id]);
  const columns = [];
  for (const [id, at] of layer) (columns[at] ??= []).push(id);
  const tallest = Math.ceil(2 * Math.sqrt(nodes.length));
  const places = new Map();
  let x = 0;
  for (const column of columns) {
    const ordered = column.map((id) => [middle(causes.get(id), places), id]).sort((one, other) => one[0] - other[0]);
    const folds = Math.ceil(column.length / tallest);
    const rows = Math.ceil(column.length / folds);
    ordered.forEach(([, id], place) => places.set(id, {
      x: x + (place % folds) * 150, y: (Math.floor(place / folds) - rows / 2) * 60,
    }));
    x += folds * 150 + 200;
  }
  return { name: "preset", positions: (node) => places.get(node.id()), fit: true };
}

function middle(causes, places) {
  const known = causes.map((each) => places.get(each)?.y).filter((y) => y !== undefined);
  return known.length ? known.reduce((sum, y) => sum + y, 0) / known.length : 0;
}

// Cytoscape would put a style element into the page, which its content security policy refuses; static/viewer.css says
// the same. It does not, where an element of this name exists.
function withoutOwnStyleSheet() {
  const name = "__________cytoscape_stylesheet";
  if (!document.getElementById(name)) document.head.append(Object.assign(document.createElement("meta"), { id: name }));
}
