// The keys of the workspace. Those of the editor are in editor.ts.

import type { HandIn } from "./handin";
import type { View, Views } from "./views";

const VIEWS: Record<string, View> = { Digit1: "task", Digit2: "results", Digit3: "code" };

export function installShortcuts(handin: HandIn, views: Views, goTo: (line: number) => void): void {
  const failures = new Failures(views, goTo);
  const dialog = document.querySelector<HTMLDialogElement>("#keys");
  document.querySelector("[data-keys]")?.addEventListener("click", () => dialog?.showModal());
  window.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const view = event.altKey && !event.ctrlKey ? VIEWS[event.code] : undefined;
    const enter = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (view) showView(view, handin, views);
    else if (enter) void handin.send(event.shiftKey ? "submit" : "try");
    else if (event.key === "F8") failures.next();
    else if (event.key === "?" && hasLetters() && !isTyping(event.target)) dialog?.showModal();
    else if (event.key === "Escape" && handin.isRunning && !isTyping(event.target)) void handin.cancel();
    else return;
    event.preventDefault();
  });
}

function showView(view: View, handin: HandIn, views: Views): void {
  views.focus(view);
  if (view === "code") handin.code?.focus();
}

/** Keys without Ctrl or Alt can be switched off in the account. */
export function hasLetters(): boolean {
  return document.documentElement.dataset["shortcuts"] !== "off";
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** Goes through the failed tests, one after the other. */
class Failures {
  private last: Element | null = null;

  constructor(
    private readonly views: Views,
    private readonly goTo: (line: number) => void,
  ) {}

  next(): void {
    const found = [...document.querySelectorAll<HTMLElement>("#live .cause, #live [data-case][data-tone=bad]")];
    // A test that stands in the card of its cause is reached with it.
    const items = found.filter((item) => !item.parentElement?.closest(".cause"));
    const item = items[(items.findIndex((each) => each === this.last) + 1) % items.length];
    if (!item) return;
    this.last = item;
    this.views.show("results");
    const details = item.querySelector("details");
    if (details && !item.matches(".cause")) details.open = true;
    item.scrollIntoView({ block: "nearest" });
    const target = item.querySelector<HTMLElement>("summary, a, button") ?? item;
    target.focus({ preventScroll: true });
    const line = item.querySelector<HTMLAnchorElement>('a[href^="#L"]')?.hash.slice(2);
    if (line) this.goTo(Number(line));
  }
}
