// The rows of the results: one for each test case, grouped by rubric row.

import { setText } from "./dom";

/** The element of a test case, if it is on the page. */
export function findCase(root: ParentNode, name: string): HTMLElement | null {
  return root.querySelector<HTMLElement>(`[data-case="${CSS.escape(name)}"]`);
}

export function findRow(root: ParentNode, name: string): HTMLElement | null {
  return root.querySelector<HTMLElement>(`[data-row="${CSS.escape(name)}"]`);
}

/** Put a finished case in the place of the waiting one. `html` is rendered by the server, which escapes its values. */
export function replaceCase(root: ParentNode, name: string, row: string, html: string): void {
  const template = document.createElement("template");
  template.innerHTML = html;
  const item = template.content.firstElementChild;
  if (!item) return;
  const waiting = findCase(root, name);
  if (waiting) return waiting.replaceWith(item);
  const list = findRow(root, row)?.querySelector(".cases");
  list?.querySelector("[data-placeholder]")?.remove();
  list?.append(item);
}

/** Show that a case runs, unless it has a result. */
export function markRunning(item: HTMLElement, text: string): void {
  if (item.dataset["verdict"] !== "waiting") return;
  item.dataset["tone"] = "accent";
  setText(item, ".case-sign", "…");
  setText(item, ".case-line", text);
}

/** Scroll each table of values to its first entry that differs. Only the boxes are scrolled, never the page. */
export function showFirstDifference(root: ParentNode): void {
  for (const cell of root.querySelectorAll<HTMLElement>(".grid .first")) {
    const box = cell.closest<HTMLElement>(".value-box");
    if (!box) continue;
    const [inner, outer] = [cell.getBoundingClientRect(), box.getBoundingClientRect()];
    box.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
    box.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
  }
}
