// Suggestions as one types, for inputs with `data-suggest`, the address that gives them: a combobox with a list
// (WAI-ARIA Authoring Practices). What is chosen opens; an address with `kind` fills the input instead.
const WAIT_MS = 140, LEAST = 2;
let count = 0;

export function suggest(input) {
  const address = new URL(input.dataset.suggest, location.href), fills = address.searchParams.has("kind");
  const list = element("ul", { id: `suggestions-${++count}`, className: "suggestions", hidden: true });
  const status = element("span", { className: "suggest-status" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  status.setAttribute("role", "status");
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  let items = [], active = -1, timer = 0, asking = null, styled = null;

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    asking?.abort();
    const mine = asking = new AbortController(), words = input.value.trim();
    if (words.length < LEAST) return close();
    address.searchParams.set("q", input.value);
    try {
      const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return close();
      const told = await answer.json();
      await styled;
      if (!mine.signal.aborted) show(told.items, words);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function show(found, words) {
    items = found;
    list.replaceChildren(...items.map((item, place) => option(item, place, words)));
    select(-1);
    list.hidden = items.length === 0;
    input.setAttribute("aria-expanded", String(items.length > 0));
    status.textContent = items.length ? `${items.length} suggestion${items.length === 1 ? "" : "s"}` : "No suggestions";
  }

  function option(item, place, words) {
    const entry = element("li", { id: `${list.id}-${place}` });
    entry.setAttribute("role", "option");
    const label = element("span", { className: "label" });
    label.append(...emphasised(item.label, words));
    entry.append(label, element("span", { className: "kind", textContent: item.kind }));
    if (item.note) entry.append(element("span", { className: "about", textContent: item.note }));
    entry.addEventListener("mousedown", (event) => event.preventDefault());
    entry.addEventListener("click", () => choose(place));
    return entry;
  }

  function select(place) {
    active = place;
    [...list.children].forEach((entry, at) => entry.setAttribute("aria-selected", String(at === place)));
    if (place < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[place].id);
    list.children[place].scrollIntoView({ block: "nearest" });
  }

  function choose(place) {
    const { label, url } = items[place];
    close();
    if (!fills) return location.assign(url);
    input.value = label;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function onKey(event) {
    const open = !list.hidden, last = items.length - 1;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && !open) ask();
    else if (event.key === "ArrowDown") select(active === last ? -1 : active + 1);
    else if (event.key === "ArrowUp" && open) select(active < 0 ? last : active - 1);
    else if (event.key === "Enter" && open && active >= 0) choose(active);
    else if (event.key === "Escape" && open) close();
    else return;
    event.preventDefault();
  }

  function prepare() {
    styled ??= stylesheet("/static/suggest.css");
  }

  input.parentElement.classList.add("suggest-place");
  if (input.getBoundingClientRect().left < innerWidth / 3) input.parentElement.classList.add("left");
  input.after(list, status);
  input.addEventListener("focus", prepare, { once: true });
  input.addEventListener("input", () => {
    prepare();
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", close);
  input.dataset.ready = "";
}

function element(name, values) {
  return Object.assign(document.createElement(name), values);
}

// Parts of a label, those in bold with which a typed word begins.
function emphasised(label, words) {
  const starts = words.split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!starts.length) return [label];
  const parts = label.split(new RegExp(`(?<![\\p{L}\\p{N}])(${starts.join("|")})`, "giu"));
  return parts.map((part, at) => (at % 2 ? element("b", { textContent: part }) : part));
}

function stylesheet(href) {
  const link = element("link", { rel: "stylesheet", href });
  document.head.append(link);
  return new Promise((done) => { link.onload = link.onerror = done; });
}
