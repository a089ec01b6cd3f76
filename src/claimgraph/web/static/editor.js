// The page of the SPARQL endpoint: an editor in place of the plain form, answers without leaving the page.
import { completions } from "./completions.js";
import { show } from "./results.js";

const form = document.querySelector("form[data-editor]");
const field = form?.elements.query;
const answer = document.getElementById("answer");
const status = document.getElementById("status");
let editor, running;

async function start() {
  const { edit } = await import(new URL(form.dataset.editor, location.href).href);
  const stage = make("div", { className: "stage" });
  field.closest("p").after(stage);
  const complete = completions();
  editor = edit(stage, { value: field.value, label: "Query", run, complete });
  field.closest("p").hidden = true;
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  form.querySelector(".more").append(tool("Format", editor.format), share());
  for (const link of document.querySelectorAll("a[data-example]")) link.addEventListener("click", choose);
  const fault = document.querySelector("[data-line]");
  document.querySelector(".fault-lines")?.remove();
  if (fault) editor.complain(Number(fault.dataset.line), Number(fault.dataset.column), fault.textContent.trim());
  form.dataset.ready = "";
}

function choose(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  editor.fill(new URL(event.currentTarget.href).searchParams.get("query"));
  editor.calm();
  answer.replaceChildren();
  say(`“${event.currentTarget.textContent}” stands in the editor. Press “Ask” or Ctrl-Enter.`);
  form.scrollIntoView({ block: "nearest" });
}

async function run() {
  running?.abort();
  running = new AbortController();
  const query = editor.text(), begun = performance.now();
  const stop = tool("Stop", () => running.abort());
  editor.calm();
  say("Asking …");
  status.append(" ", stop);
  try {
    const response = await fetch(location.pathname, {
      method: "POST",
      body: new URLSearchParams({ query }),
      headers: { Accept: "application/sparql-results+json, text/turtle;q=0.9" },
      signal: running.signal,
    });
    if (!response.ok) return complain(await response.json());
    const type = response.headers.get("Content-Type") ?? "";
    const text = await response.text();
    const told = show(answer, type, text, addressOf(query));
    history.replaceState(null, "", addressOf(query));
    say(`${told}, in ${((performance.now() - begun) / 1000).toFixed(2)} s.`);
  } catch (error) {
    say(error.name === "AbortError" ? "Stopped." : `The answer broke off: ${error.message}`);
  }
}

function complain(problem) {
  answer.replaceChildren();
  const place = problem.line ? `Line ${problem.line}, column ${problem.column}: ` : "";
  say(place + (problem.found ?? problem.detail), true);
  if (problem.line) editor.complain(problem.line, problem.column, problem.found ?? problem.detail);
}

function share() {
  const button = tool("Link to this query", async () => {
    history.replaceState(null, "", addressOf(editor.text()));
    try {
      await navigator.clipboard.writeText(location.href);
      say("The address of this query has been copied.");
    } catch {
      say("The address of this page is now that of this query.");
    }
  });
  return button;
}

function addressOf(query) {
  return `${location.pathname}?${new URLSearchParams({ query })}`;
}

function say(text, wrong = false) {
  status.textContent = text;
  status.classList.toggle("remark", wrong);
}

function tool(label, act) {
  const button = make("button", { type: "button", className: "quiet", textContent: label });
  button.addEventListener("click", act);
  return button;
}

function make(tag, values) {
  return Object.assign(document.createElement(tag), values);
}

if (form?.dataset.editor) start();
