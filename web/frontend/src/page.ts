// What every page loads: small, and harmless where there is nothing to do.

import { Board, showDifference } from "./board";
import { listenForCopies } from "./copy";
import { HandIn } from "./handin";
import type { Urls } from "./messages";
import { localTimes } from "./times";

localTimes(document);
listenForCopies(document);

// A formula that is wider than the screen can be scrolled by keyboard too.
for (const formula of document.querySelectorAll<HTMLElement>("math[display=block]")) {
  new ResizeObserver(() => {
    if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
    else formula.removeAttribute("tabindex");
  }).observe(formula);
}

const live = document.querySelector<HTMLElement>("#live");
if (live) {
  const board = new Board(live);
  live.addEventListener("toggle", (event) => showDifference(event.target as HTMLElement), true);
  const form = document.querySelector<HTMLFormElement>("#handin");
  const handin = form ? new HandIn(form, board) : null;
  if (live.dataset["live"]) {
    const urls = JSON.parse(live.dataset["live"]) as Urls;
    handin?.resume(urls);
    board.watch(urls, Number(live.dataset["after"] ?? 0));
  }
}
