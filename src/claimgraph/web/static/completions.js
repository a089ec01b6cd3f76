// Names that an endpoint says it has: classes and properties of its VoID description and its ontology, and its prefixes.
const VOID = /<http:\/\/rdfs\.org\/ns\/void#(class|property)> <([^>]+)>/g;
const PREFIX = /^<([^>]+)> <http:\/\/www\.w3\.org\/ns\/shacl#(prefix|namespace)> "([^"]*)"/gm;
const TERM = /^<([^>]+)> <http:\/\/www\.w3\.org\/1999\/02\/22-rdf-syntax-ns#type> <http:\/\/www\.w3\.org\/2002\/07\/owl#(Class|ObjectProperty|DatatypeProperty)>/gm;
const MOST = 60;

// A function that gives the names of a kind for what has been typed; the metadata are asked for once, when needed.
export function completions() {
  let known;
  return async (kind, typed) => {
    known ??= load().catch(() => { known = undefined; return { classes: [], properties: [], prefixes: [] }; });
    const text = typed.replace(/^</, "").toLowerCase();
    const names = (await known)[kind];
    const fitting = names.filter((name) => name.toLowerCase().includes(text));
    return fitting.sort((one, other) => starts(other, text) - starts(one, text)).slice(0, MOST);
  };
}

const starts = (name, text) => Number(name.toLowerCase().startsWith(text));

async function load() {
  const [description, ontology, examples] = await Promise.all(["/.well-known/void", "/ontology", "/queries"].map(triples));
  const prefixes = prefixesOf(examples);
  const short = (iri) => shortened(iri, prefixes);
  const classes = new Set(), properties = new Set();
  for (const [, kind, iri] of description.matchAll(VOID)) (kind === "class" ? classes : properties).add(short(iri));
  for (const [, iri, kind] of ontology.matchAll(TERM)) (kind === "Class" ? classes : properties).add(short(iri));
  return {
    classes: [...classes].sort(),
    properties: [...properties].sort(),
    prefixes: [...prefixes].map(([prefix, iri]) => `${prefix}: <${iri}>`).sort(),
  };
}

async function triples(address) {
  const response = await fetch(address, { headers: { Accept: "application/n-triples" } });
  return response.ok ? response.text() : "";
}

function prefixesOf(text) {
  const found = new Map();
  for (const [, node, name, value] of text.matchAll(PREFIX)) found.set(node, { ...found.get(node), [name]: value });
  return new Map([...found.values()].map(({ prefix, namespace }) => [prefix, namespace]));
}

function shortened(iri, prefixes) {
  for (const [prefix, start] of prefixes) {
    const rest = iri.slice(start.length);
    if (iri.startsWith(start) && /^[\w-]+$/.test(rest)) return `${prefix}:${rest}`;
  }
  return `<${iri}>`;
}
