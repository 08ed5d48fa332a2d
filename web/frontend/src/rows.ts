// The rows of the results: one for each test, first by rubric row, in the end by how the tests ended.

import { setText } from "./dom";
import { BOARD } from "./strings";

/** As in icons.html. */
const SPINNER = '<path d="M8 2a6 6 0 1 1-5.2 3"/>';
const DASH = '<path d="M4 8h8"/>';

/** The element of a test, if it is on the page. */
export function findCase(root: ParentNode, name: string): HTMLElement | null {
  return root.querySelector<HTMLElement>(`[data-case="${CSS.escape(name)}"]`);
}

export function findRow(root: ParentNode, name: string): HTMLElement | null {
  return root.querySelector<HTMLElement>(`[data-row="${CSS.escape(name)}"]`);
}

/** Put a finished test in the place of the waiting one. `html` is rendered by the server, which escapes its values. */
export function replaceCase(root: ParentNode, name: string, row: string, html: string): void {
  const item = fragment(html).firstElementChild;
  if (!item) return;
  const waiting = findCase(root, name);
  if (waiting) return waiting.replaceWith(item);
  const list = findRow(root, row)?.querySelector(".tests");
  list?.querySelector("[data-placeholder]")?.remove();
  list?.append(item);
}

/**
 * Replace the board by one that groups the tests by how they ended. Rows that did not change are moved into it.
 * What is being read stays in its place on the screen.
 */
export function regroup(board: HTMLElement, html: string): HTMLElement {
  const next = fragment(html).firstElementChild as HTMLElement | null;
  if (!next) return board;
  const read = readRow(board);
  const top = read?.getBoundingClientRect().top ?? 0;
  for (const place of next.querySelectorAll<HTMLElement>("[data-place]")) {
    const row = findCase(board, place.dataset["place"] ?? "");
    if (row) place.replaceWith(row);
  }
  board.replaceWith(next);
  const now = read && findCase(next, read.dataset["case"] ?? "");
  const box = now && scrollBox(now);
  if (now && box && now.getClientRects().length) box.scrollTop += now.getBoundingClientRect().top - top;
  return next;
}

/** The row whose details are open and in sight: it is being read. */
function readRow(board: HTMLElement): HTMLElement | null {
  const open = [...board.querySelectorAll<HTMLElement>("[data-case]:has(> details[open])")];
  return open.find((row) => isInSight(row)) ?? null;
}

function isInSight(element: HTMLElement): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}

export function scrollBox(element: HTMLElement): HTMLElement | null {
  for (let box = element.parentElement; box; box = box.parentElement) {
    if (box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY)) return box;
  }
  return document.scrollingElement as HTMLElement | null;
}

/** Show that a test runs, with its seconds, unless it has a result. */
export function markRunning(item: HTMLElement, text: string): void {
  if (item.dataset["verdict"] !== "waiting") return;
  if (item.dataset["tone"] !== "accent") {
    item.dataset["tone"] = "accent";
    item.classList.remove("is-off");
    showSign(item, "sign run", SPINNER);
    setText(item, ".sr", `: ${BOARD.now}`);
    item.querySelector(".pts")?.classList.add("now");
  }
  setText(item, ".pts", text);
}

/** Show that a test gets no result any more, and why: "cancelled". */
export function markUnfinished(item: HTMLElement, state: string): void {
  item.dataset["tone"] = "";
  item.classList.add("is-off");
  showSign(item, "sign", DASH);
  setText(item, ".sr", `: ${state}`);
  item.querySelector(".pts")?.classList.remove("now");
  setText(item, ".pts", state);
}

function showSign(item: HTMLElement, className: string, paths: string): void {
  const sign = item.querySelector(".sign");
  const drawing = sign?.querySelector(".i");
  if (!sign || !drawing) return;
  sign.className = className;
  drawing.innerHTML = paths;
}

/** Scroll each table of values to its first entry that differs. Only the boxes are scrolled, never the page. */
export function showFirstDifference(root: ParentNode): void {
  for (const cell of root.querySelectorAll<HTMLElement>(".array .first")) {
    const box = cell.closest<HTMLElement>(".value-box");
    if (!box || box.scrollWidth + box.scrollHeight <= box.clientWidth + box.clientHeight) continue;
    const [inner, outer] = [cell.getBoundingClientRect(), box.getBoundingClientRect()];
    box.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
    box.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
  }
}

function fragment(html: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}
