// The strip in the head of the results: a bar for each test, which rises when the test has a result.

import { KIND_WORDS } from "./strings";

/** y and height of a bar by its kind, as web/student/strip.py has them. */
const KINDS: Record<string, [y: number, height: number]> = {
  p: [0, 12],
  h: [4, 8],
  f: [7, 5],
  r: [5, 7],
  w: [10, 2],
};

const KIND_OF: Record<string, string> = {
  accepted: "p",
  partially_accepted: "h",
  skipped: "w",
  judge_error: "w",
  running: "r",
};

/** Show the verdict of a test, or "running", in its bar. */
export function setBar(root: ParentNode, name: string, verdict: string): void {
  const bar = root.querySelector(`[data-bar="${CSS.escape(name)}"]`);
  if (!bar) return;
  const kind = KIND_OF[verdict] ?? "f";
  if (bar.getAttribute("class") === kind) return;
  const [y, height] = KINDS[kind] ?? [0, 12];
  bar.setAttribute("class", kind);
  bar.setAttribute("y", String(y));
  bar.setAttribute("height", String(height));
}

/** Say the state of the strip to screen readers: "3 passed, 1 failed, 5 not run". */
export function labelStrip(root: ParentNode): void {
  const strip = root.querySelector("[data-strip]");
  if (!strip) return;
  const count = (kind: string): number => strip.querySelectorAll(`.${kind}`).length;
  const parts = KIND_WORDS.flatMap(([kind, text]) => (count(kind) ? [`${count(kind)} ${text}`] : []));
  strip.setAttribute("aria-label", parts.join(", "));
}
