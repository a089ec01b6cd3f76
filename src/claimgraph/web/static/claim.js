// The claim page: its pictures can be explored, and all whys stand open in print.
import { offer } from "./viewer.js";

for (const figure of document.querySelectorAll("figure[data-graph]")) offer(figure);
addEventListener("beforeprint", () => { for (const why of document.querySelectorAll("details")) why.open = true; });
