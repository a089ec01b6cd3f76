// Answers to SPARQL queries: as a table, as bars where a column is numeric, and as they came.
const MOST_ROWS = 500, MOST_BARS = 40;
const NUMERIC = /#(integer|decimal|double|float|int|long|short|nonNegativeInteger|positiveInteger)$/;
const SVG = "http://www.w3.org/2000/svg";
const FORMATS = {
  solutions: [["csv", "CSV"], ["tsv", "TSV"], ["json", "JSON"], ["xml", "XML"]],
  graph: [["turtle", "Turtle"], ["jsonld", "JSON-LD"], ["ntriples", "N-Triples"], ["rdfxml", "RDF/XML"]],
};

// Shows an answer in a container and says how much it is; `address` is that of the query, for downloads.
export function show(container, type, text, address) {
  container.replaceChildren();
  if (!type.includes("sparql-results+json")) {
    container.append(downloads("graph", address), raw(text));
    return `${text.split("\n").length} lines of Turtle`;
  }
  const answer = JSON.parse(text);
  if ("boolean" in answer) {
    container.append(make("p", { className: "verdict-word", textContent: answer.boolean ? "Yes" : "No" }));
    return "Answered";
  }
  const { head: { vars }, results: { bindings } } = answer;
  const views = [["Table", () => table(vars, bindings)]];
  const numbers = vars.filter((name) => isNumeric(name, bindings));
  if (numbers.length && bindings.length > 1) views.push(["Chart", () => chart(vars, numbers, bindings)]);
  views.push(["As it came", () => raw(text)]);
  container.append(switcher(views), downloads("solutions", address));
  return `${bindings.length} row${bindings.length === 1 ? "" : "s"}`;
}

function switcher(views) {
  const box = make("div", { className: "views" }), bar = make("p", { className: "switch" }), stage = make("div");
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "How the answer is shown");
  for (const [name, draw] of views) {
    const button = make("button", { type: "button", className: "quiet", textContent: name });
    button.addEventListener("click", () => {
      for (const each of bar.children) each.setAttribute("aria-pressed", String(each === button));
      stage.replaceChildren(draw());
    });
    bar.append(button);
  }
  if (views.length > 1) box.append(bar);
  box.append(stage);
  bar.firstElementChild.click();
  return box;
}

function table(vars, bindings) {
  const box = make("div", { className: "scroll", tabIndex: 0 }), grid = make("table"), head = make("tr"), body = make("tbody");
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Rows of the answer");
  for (const name of vars) head.append(make("th", { scope: "col", textContent: name }));
  for (const row of bindings.slice(0, MOST_ROWS)) {
    const line = make("tr");
    for (const name of vars) line.append(cell(row[name]));
    body.append(line);
  }
  const top = make("thead");
  top.append(head);
  grid.append(top, body);
  box.append(grid);
  if (bindings.length > MOST_ROWS) box.append(make("p", { className: "note", textContent: `These are the first ${MOST_ROWS} rows; a download has all ${bindings.length}.` }));
  return box;
}

function cell(term) {
  const field = make("td");
  if (!term) return field;
  if (NUMERIC.test(term.datatype ?? "")) field.className = "number";
  const href = term.type === "uri" ? addressOf(term.value) : null;
  field.append(href ? make("a", { href, textContent: brief(term.value) }) : brief(term.value, term.type));
  if (term["xml:lang"]) field.lang = term["xml:lang"];
  return field;
}

// Records of this graph are shown by this server, concepts on pages of their own, studies at their DOI; other schemes
// than http lead nowhere.
function addressOf(iri) {
  const base = document.documentElement.dataset.base ?? "";
  if (base && iri.startsWith(base)) return `/${iri.slice(base.length)}`.replace(/^(\/concepts\/[^/#]+)#/, "$1/");
  if (/^https?:/.test(iri)) return iri.replace(/^https:\/\/doi\.org\//, "/studies/");
  return null;
}

function brief(value, type = "uri") {
  const base = document.documentElement.dataset.base ?? "";
  if (type !== "uri") return value;
  return base && value.startsWith(base) ? value.slice(base.length) : value.replace("https://w3id.org/claimgraph/ontology#", "cg:");
}

function isNumeric(name, bindings) {
  const terms = bindings.map((row) => row[name]).filter(Boolean);
  return terms.length > 0 && terms.every((term) => NUMERIC.test(term.datatype ?? "") && Number.isFinite(Number(term.value)));
}

function chart(vars, numbers, bindings) {
  const box = make("div"), label = labelOf(vars.filter((name) => !numbers.includes(name)), bindings);
  let drawn = bars(label, numbers[0], bindings);
  if (numbers.length > 1) {
    const choice = make("select");
    for (const name of numbers) choice.append(make("option", { value: name, textContent: name }));
    choice.addEventListener("change", () => { const next = bars(label, choice.value, bindings); drawn.replaceWith(next); drawn = next; });
    const line = make("label", { className: "of", textContent: "Bars of " });
    line.append(choice);
    box.append(line);
  }
  box.append(drawn);
  if (bindings.length > MOST_BARS) box.append(make("p", { className: "note", textContent: `The first ${MOST_BARS} rows.` }));
  return box;
}

// The column that names the rows: one of words where there is one, else the first.
const labelOf = (names, bindings) => names.find((name) => bindings.every((row) => row[name]?.type === "literal")) ?? names[0];

// One line a row: its name, a bar from zero, its value in figures.
function bars(label, number, bindings) {
  const list = make("table", { className: "bars" }), rows = bindings.slice(0, MOST_BARS).filter((row) => row[number]);
  list.append(make("caption", { textContent: label ? `${number}, by ${label}` : number }));
  const values = rows.map((row) => Number(row[number].value));
  const low = Math.min(0, ...values), span = Math.max(0, ...values) - low || 1;
  rows.forEach((row, place) => {
    const line = make("tr"), name = make("th", { scope: "row", textContent: label && row[label] ? cut(brief(row[label].value, row[label].type)) : String(place + 1) });
    const drawn = make("td"), value = make("td", { className: "number", textContent: row[number].value });
    drawn.append(bar((Math.min(0, values[place]) - low) / span, Math.abs(values[place]) / span));
    line.append(name, drawn, value);
    list.append(line);
  });
  return list;
}

const cut = (text) => (text.length > 110 ? `${text.slice(0, 109)}…` : text);

function bar(start, width) {
  const picture = document.createElementNS(SVG, "svg"), part = document.createElementNS(SVG, "rect");
  for (const [name, value] of [["viewBox", "0 0 100 10"], ["preserveAspectRatio", "none"], ["aria-hidden", "true"]]) picture.setAttribute(name, value);
  for (const [name, value] of [["x", start * 100], ["width", width * 100], ["height", 10]]) part.setAttribute(name, value);
  picture.append(part);
  return picture;
}

function raw(text) {
  const box = make("pre", { tabIndex: 0, textContent: text.length > 200_000 ? `${text.slice(0, 200_000)}\n…` : text });
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "The answer as it came");
  return box;
}

function downloads(kind, address) {
  const line = make("p", { className: "downloads", textContent: "Download as " });
  FORMATS[kind].forEach(([name, words], place) => {
    line.append(place ? ", " : "", make("a", { href: `${address}&format=${name}`, textContent: words, download: "" }));
  });
  return line;
}

function make(tag, values) {
  return Object.assign(document.createElement(tag), values);
}
