// The assignment's page: task, code and results in one view.

import { Ending } from "./ending";
import type { HandIn } from "./handin";
import { installShortcuts } from "./shortcuts";
import { installSplitter } from "./splitter";
import { Views } from "./views";

export function installWorkspace(space: HTMLElement, handin: HandIn): void {
  const views = new Views(space);
  const ending = new Ending();
  installSplitter(space);
  const goTo = (line: number): void => {
    views.show("code");
    handin.code?.goTo(line);
  };
  // The lines of an uploaded file are on the page of the attempt: the editor holds other code.
  const attemptOfFile = () => space.querySelector<HTMLAnchorElement>("#outcome a[data-file]");
  installShortcuts(handin, views, (line) => {
    if (!attemptOfFile()) goTo(line);
  });
  space.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#L"]') : null;
    if (!link || !handin.code) return;
    event.preventDefault();
    const attempt = attemptOfFile();
    if (attempt) location.assign(attempt.href + link.hash);
    else goTo(Number(link.hash.slice(2)));
  });
  handin.onStart = () => {
    ending.started();
    showPeek(space, "");
    if (!views.isNarrow || !handin.code?.hasFocus()) views.show("results");
  };
  handin.onEnded = (message) => {
    ending.ended(message);
    showPeek(space, firstCause(space));
  };
  showPeek(space, firstCause(space));
}

/** The first thing that is wrong, in one line. */
function firstCause(space: HTMLElement): string {
  const cause = space.querySelector("#live .cause h3");
  const title = cause ?? space.querySelector("#live [data-case][data-tone=bad] .test-title")?.firstChild;
  return title?.textContent?.trim() ?? "";
}

/** On a phone the cause stands above the keys, so that code and error are on the screen together. */
function showPeek(space: HTMLElement, text: string): void {
  const peek = space.querySelector<HTMLElement>("[data-peek]");
  if (!peek) return;
  peek.hidden = !text;
  const words = peek.querySelector("[data-peek-text]");
  if (words) words.textContent = text;
}
