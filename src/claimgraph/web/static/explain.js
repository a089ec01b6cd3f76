// The explain page: the picture of all chains can be explored.
import { offer } from "./viewer.js";

for (const figure of document.querySelectorAll("figure[data-graph]")) offer(figure);
