// A SPARQL editor: Yasqe with completions that the page brings; nothing is asked of any other server.
import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";

const PLACES = { classes: "class", properties: "property", prefixes: "prefixes" };

// Edits a query in a container.
//   value: the query; label: its name for screen readers; run: called by Ctrl-Enter.
//   complete(kind, text): names of classes, properties or prefixes for what has been typed.
export function edit(container, { value, label, run, complete }) {
  const completers = Object.keys(PLACES).map((kind) => completer(kind, complete));
  for (const name of ["class", "property", "prefixes"]) Yasqe.Autocompleters[name] = undefined;
  for (const each of completers) Yasqe.registerAutocompleter(each, false);
  const yasqe = new Yasqe(container, {
    value,
    autocompleters: ["variables", ...completers.map(({ name }) => name)],
    prefixCcApi: null,
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    syntaxErrorCheck: false,
    editorHeight: "20rem",
    screenReaderLabel: label,
    requestConfig: { endpoint: location.pathname },
    extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-S": false, Tab: false, "Shift-Tab": false },
  });
  const marks = new Marks(yasqe);
  yasqe.on("change", () => marks.clear());
  return {
    text: () => yasqe.getValue(),
    fill: (text) => yasqe.setValue(text),
    format: () => yasqe.autoformat(),
    complain: (line, column, message) => marks.set(line, column, message),
    calm: () => marks.clear(),
  };
}

// Where Yasqe would complete a class, a property or a prefix, with names of this endpoint in their place.
function completer(kind, complete) {
  const given = Yasqe.Autocompleters[PLACES[kind]];
  return {
    name: `own-${kind}`,
    bulk: false,
    autoShow: kind === "prefixes",
    isValidCompletionPosition: (yasqe) => given.isValidCompletionPosition(yasqe) || (kind === "properties" && afterSemicolon(yasqe)),
    preProcessToken: (_, token) => ({ ...token, autocompletionString: token.string.trim() }),
    postProcessSuggestion: (_, __, suggestion) => suggestion,
    get: (_, token) => complete(kind, token?.autocompletionString ?? ""),
  };
}

// There Yasqe does not see that a property may follow.
function afterSemicolon(yasqe) {
  const token = yasqe.getCompleteToken();
  const before = yasqe.getRange({ line: 0, ch: 0 }, { line: yasqe.getCursor().line, ch: token.start });
  return !/^[?$]/.test(token.string) && before.trimEnd().endsWith(";");
}

// What the server says against a query, shown below the line that it is about.
class Marks {
  constructor(yasqe) { this.yasqe = yasqe; this.made = []; }

  set(line, column, message) {
    this.clear();
    const { yasqe } = this;
    const row = Math.min(Math.max(line - 1, 0), yasqe.lineCount() - 1);
    const from = Math.max(0, Math.min(column - 1, yasqe.getLine(row).length - 1));
    const note = Object.assign(document.createElement("div"), { className: "fault-note", textContent: message });
    const widget = yasqe.addLineWidget(row, note, { noHScroll: true });
    const text = yasqe.markText({ line: row, ch: from }, { line: row, ch: from + 1 }, { className: "fault-here" });
    yasqe.addLineClass(row, "background", "fault-line");
    this.made.push(widget, text, { clear: () => yasqe.removeLineClass(row, "background", "fault-line") });
    yasqe.setCursor({ line: row, ch: from });
    yasqe.scrollIntoView({ line: row, ch: from }, 60);
  }

  clear() {
    for (const each of this.made.splice(0)) each.clear();
  }
}
