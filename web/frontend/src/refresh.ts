// Keeps a part of a page up to date: asks the server for it every few seconds. Nothing is replaced while the focus is in
// it, so that nobody loses their place, nor while the page is hidden.

import { showLocalTimes } from "./times";

const PAUSE_MS = 4000;

export function keepFresh(part: HTMLElement | null): void {
  const url = part?.dataset["refresh"];
  if (!part || !url) return;
  const ask = async (): Promise<void> => {
    if (!document.hidden && !part.contains(document.activeElement)) {
      const answer = await fetch(url).catch(() => null);
      // A redirect leads to the sign-in: leave the page as it is.
      if (answer?.ok && !answer.redirected && !part.contains(document.activeElement)) replace(part, await answer.text());
    }
    setTimeout(() => void ask(), PAUSE_MS);
  };
  setTimeout(() => void ask(), PAUSE_MS);
}

function replace(part: HTMLElement, html: string): void {
  if (part.contains(document.activeElement)) return;
  const scrolled = [...part.querySelectorAll<HTMLElement>(".scroll")].map((box) => box.scrollLeft);
  part.innerHTML = html;
  showLocalTimes(part);
  part.querySelectorAll<HTMLElement>(".scroll").forEach((box, index) => (box.scrollLeft = scrolled[index] ?? 0));
}
