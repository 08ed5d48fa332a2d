// What every page loads: small, and harmless where there is nothing to do.

import { Board, showDifference } from "./board";
import { listenForCopies } from "./copy";
import { HandIn } from "./handin";
import type { Urls } from "./messages";
import { localTimes } from "./times";

localTimes(document);
listenForCopies(document);

// A formula that is wider than the screen, and a column that is taller, can be scrolled by keyboard too.
for (const part of document.querySelectorAll<HTMLElement>("math[display=block], [data-scrolls]")) {
  new ResizeObserver(() => {
    const tall = getComputedStyle(part).overflowY === "auto" && part.scrollHeight > part.clientHeight;
    if (tall || part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  }).observe(part);
}

const live = document.querySelector<HTMLElement>("#live");
if (live) {
  const board = new Board(live);
  live.addEventListener("toggle", (event) => showDifference(event.target as HTMLElement), true);
  // A link to a test shows it, not only where it is.
  live.addEventListener("click", (event) => {
    const hash = event.target instanceof HTMLAnchorElement ? event.target.hash : "";
    const details = hash.startsWith("#case-") ? document.getElementById(hash.slice(1))?.querySelector("details") : null;
    if (details instanceof HTMLDetailsElement) details.open = true;
  });
  const form = document.querySelector<HTMLFormElement>("#handin");
  const handin = form ? new HandIn(form, board) : null;
  if (live.dataset["live"]) {
    const urls = JSON.parse(live.dataset["live"]) as Urls;
    handin?.resume(urls);
    board.watch(urls, Number(live.dataset["after"] ?? 0));
  }
}
