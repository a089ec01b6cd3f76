// Turns a picture of a causal graph into one to explore: pan, zoom, and a click that tells what an arrow rests on.
// A figure says where its graph lies (data-graph) and where the drawing script is (data-viewer); the picture in it stays
// for print, and for readers without scripts.
const STEP = 1.3;

export function offer(figure) {
  if (!figure.dataset.viewer) return;
  const button = make("button", { type: "button", className: "explore", textContent: "Explore this graph" });
  button.addEventListener("click", () => open(figure, button));
  (figure.querySelector("figcaption") ?? figure).prepend(button);
}

export async function open(figure, button) {
  if (button) button.disabled = true;
  try {
    const [{ draw }, data] = await Promise.all([
      import(new URL(figure.dataset.viewer, location.href).href),
      fetch(figure.dataset.graph, { headers: { Accept: "application/json" } }).then(checked),
    ]);
    return show(figure, button, draw, data);
  } catch (error) {
    if (button) button.disabled = false;
    say(figure, `The graph could not be loaded: ${error.message}`);
    return null;
  }
}

async function checked(response) {
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.detail ?? `status ${response.status}`);
}

function show(figure, button, draw, data) {
  const paper = figure.querySelector(".paper");
  const stage = make("div", { className: "stage", tabIndex: 0 });
  stage.setAttribute("role", "application");
  stage.setAttribute("aria-label", "Graph to explore: arrow keys move it, plus and minus zoom, Escape closes it");
  const panel = make("div", { className: "told", tabIndex: 0 });
  panel.setAttribute("aria-live", "polite");
  panel.append(make("p", { textContent: "Choose a concept or an arrow to see what it rests on." }));
  const close = () => { graph.destroy(); viewer.remove(); if (paper) paper.hidden = false; if (button) { button.disabled = false; button.focus(); } };
  const tools = toolbar([
    ["Zoom in", "+", () => zoom(graph, STEP)],
    ["Zoom out", "−", () => zoom(graph, 1 / STEP)],
    ["Show all", "⤢", () => graph.fit(undefined, 20)],
    ...(button ? [["Close", "×", close]] : []),
  ]);
  const viewer = make("div", { className: "viewer" });
  if (paper) viewer.dataset.low = paper.clientHeight < 420 ? "" : undefined;
  viewer.append(stage, tools, panel);
  if (paper) { paper.after(viewer); paper.hidden = true; } else figure.prepend(viewer);
  const graph = draw(stage, data.elements, colours());
  if (button) begin(graph); else graph.fit(undefined, 20);
  graph.on("tap", "node, edge", ({ target }) => tell(panel, target, graph));
  graph.on("tap", (event) => { if (event.target === graph) graph.elements().removeClass("faded"); });
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && button) return;
    event.preventDefault();
    zoom(graph, event.deltaY < 0 ? 1.1 : 1 / 1.1, event);
  }, { passive: false });
  stage.addEventListener("keydown", (event) => move(event, graph, button && close));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (viewer.isConnected && button) { close(); open(figure, button); } });
  if (button) stage.focus();
  figure.graph = graph;
  figure.dispatchEvent(new CustomEvent("graph", { detail: graph }));
  return graph;
}

// All of it, or where that would be too small to read, its beginning.
function begin(graph) {
  graph.fit(undefined, 20);
  if (graph.zoom() >= 0.7 || graph.nodes().length > 250) return;
  const box = graph.elements().boundingBox();
  graph.zoom(0.85);
  graph.pan({ x: 20 - box.x1 * 0.85, y: graph.height() / 2 - ((box.y1 + box.y2) / 2) * 0.85 });
}

function colours() {
  const read = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return { ink: read("--ink"), paper: read("--paper"), line: read("--soft"), accent: read("--blue") };
}

function zoom(graph, factor, at) {
  const box = graph.container().getBoundingClientRect();
  const where = at ? { x: at.clientX - box.left, y: at.clientY - box.top } : { x: box.width / 2, y: box.height / 2 };
  graph.zoom({ level: graph.zoom() * factor, renderedPosition: where });
}

const MOVES = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };

function move(event, graph, close) {
  if (event.key in MOVES) graph.panBy({ x: MOVES[event.key][0], y: MOVES[event.key][1] });
  else if (event.key === "+" || event.key === "=") zoom(graph, STEP);
  else if (event.key === "-") zoom(graph, 1 / STEP);
  else if (event.key === "0") graph.fit(undefined, 20);
  else if (event.key === "Escape" && close) close();
  else return;
  event.preventDefault();
}

function toolbar(tools) {
  const bar = make("div", { className: "tools" });
  for (const [label, sign, act] of tools) {
    const button = make("button", { type: "button", textContent: sign, title: label });
    button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
    bar.append(button);
  }
  return bar;
}

// What a concept or an arrow is, in words, with links to the records.
export function tell(panel, target, graph) {
  const data = target.data();
  graph.elements().addClass("faded");
  target.closedNeighborhood().removeClass("faded");
  if (target.isEdge()) target.connectedNodes().removeClass("faded");
  panel.replaceChildren(...(target.isNode() ? aboutConcept(data, target) : aboutArrow(data, graph)));
}

function aboutConcept(data, node) {
  const kinds = data.kind ? `, ${data.kind.toLowerCase()}` : "";
  return [
    heading(link(data.iri, data.label)),
    make("p", { textContent: `${node.indegree()} arrows in, ${node.outdegree()} out${kinds}.` }),
  ];
}

function aboutArrow(data, graph) {
  const name = (id) => graph.getElementById(id).data("label");
  const sure = data.confidence == null ? "No evidence that counts" : `Confidence ${Number(data.confidence).toFixed(2)}`;
  const parts = [sure, words(data.basis), data.state === "Proposed" ? "proposed" : "", data.disputed ? "disputed" : ""];
  const told = [
    heading(`${name(data.source)} ${data.label} ${name(data.target)}`),
    make("p", { textContent: `${parts.filter(Boolean).join(", ")}.` }),
  ];
  const list = make("ul");
  for (const iri of [data.iri].flat()) list.append(item("Where it stands: ", link(iri, place(iri))));
  for (const iri of [data.sources ?? []].flat()) list.append(item("Study: ", link(iri, iri.replace("https://doi.org/", "DOI "))));
  told.push(list);
  return told;
}

const words = (name) => (name ?? "").replace(/(?<!^)(?=[A-Z])/g, " ").toLowerCase();
const place = (iri) => decodeURIComponent(iri.split("/").pop()).replace("#", ", ").replaceAll("-", " ");

// Records of this graph are shown by this server, whatever its base is; studies have a record here by their DOI.
function link(iri, text) {
  const base = document.documentElement.dataset.base ?? "";
  const here = base && iri.startsWith(base) ? `/${iri.slice(base.length)}` : iri.replace(/^https:\/\/doi\.org\//, "/studies/");
  return /^(https?:|\/)/.test(here) ? make("a", { href: here, textContent: text }) : make("span", { textContent: text });
}

function heading(content) {
  const line = make("p", { className: "name" });
  line.append(content);
  return line;
}

function item(...content) {
  const line = make("li");
  line.append(...content);
  return line;
}

function say(figure, text) {
  figure.querySelector(".viewer-fault")?.remove();
  figure.append(make("p", { className: "remark viewer-fault", textContent: text }));
}

function make(tag, values = {}) {
  return Object.assign(document.createElement(tag), values);
}
