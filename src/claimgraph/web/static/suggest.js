// Suggestions as one types, for inputs with `data-suggest`, the address that gives them.
export function suggest(input) {
  input.dataset.ready = "";
}
