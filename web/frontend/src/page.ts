// The entry point, loaded by every page. Each part does nothing on pages without its elements.

import { Board } from "./board";
import { installComparison } from "./compare";
import { installCopyButtons } from "./copy";
import { installGradebook, installSearchKey } from "./gradebook";
import { HandIn } from "./handin";
import { installJoinCode } from "./join";
import type { Urls } from "./messages";
import { keepFresh } from "./refresh";
import { followRegrade } from "./regrade";
import { installReviewKeys } from "./review";
import { showFirstDifference } from "./rows";
import { followSettings } from "./settings";
import { showLocalTimes } from "./times";
import { installWorkspace } from "./workspace";

showLocalTimes(document);
installCopyButtons(document);
followSettings(document);
installComparison(document.querySelector("form[data-compare]"));
installReviewKeys(document.querySelector("[data-review]"));
followRegrade(document.querySelector("[data-regrade]"));
keepFresh(document.querySelector("[data-refresh]"));
installJoinCode(document.querySelector("[data-join-code]"));
installGradebook(document.querySelector("table[data-book]"));
installSearchKey(document.querySelector("input[data-search]"));
for (const element of document.querySelectorAll<HTMLElement>("[data-needs-script]")) element.hidden = false;

// Scrollable boxes get the focus, so that they can be scrolled by keyboard: wide formulas and tall columns.
for (const box of document.querySelectorAll<HTMLElement>(".formulas, [data-scrollable]")) {
  new ResizeObserver(() => {
    const tall = getComputedStyle(box).overflowY === "auto" && box.scrollHeight > box.clientHeight;
    if (tall || box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }).observe(box);
}

const live = document.querySelector<HTMLElement>("#live");
if (live) {
  const board = new Board(live);
  live.addEventListener("toggle", (event) => showFirstDifference(event.target as HTMLElement), true);
  const form = document.querySelector<HTMLFormElement>("#handin");
  const handin = form ? new HandIn(form, board) : null;
  const space = document.querySelector<HTMLElement>(".workspace");
  if (space && handin) installWorkspace(space, handin);
  if (live.dataset["live"]) {
    const urls = JSON.parse(live.dataset["live"]) as Urls;
    handin?.resume(urls);
    board.watch(urls, Number(live.dataset["after"] ?? 0));
  }
}
