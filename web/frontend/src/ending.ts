// Tells that a run has ended to a reader who looks elsewhere: by the title, the icon, and if wanted a notification.

import { formatPoints } from "./format";
import type { DoneMessage } from "./messages";
import { TEXT } from "./strings";

const KEY = "notify";
// A new icon keeps the browser busy: a short run does not need one, and at the end the results are drawn first.
const RUNNING_ICON_MS = 500;
const ENDED_ICON_MS = 100;

type Icon = "" | "running" | "passed" | "failed";

export class Ending {
  private readonly title = document.title;
  private readonly icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  private readonly plain = this.icon?.href ?? "";
  private iconTimer = 0;
  private readonly wanted = document.querySelector<HTMLInputElement>("[data-notify] input");

  constructor() {
    const box = this.wanted;
    if (!box || !("Notification" in window)) return;
    box.closest<HTMLElement>("[data-notify]")?.removeAttribute("hidden");
    box.checked = localStorage.getItem(KEY) === "yes" && Notification.permission === "granted";
    box.addEventListener("change", () => void this.choose(box));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && !document.title.startsWith(TEXT.running(""))) this.setIcon("", 0);
    });
  }

  started(): void {
    document.title = TEXT.running(this.title);
    this.setIcon("running", RUNNING_ICON_MS);
  }

  ended(message: DoneMessage): void {
    const score = message.score === null ? "" : TEXT.score(formatPoints(message.score), message.maxScore ?? 0);
    document.title = score ? TEXT.ended(score, this.title) : this.title;
    this.setIcon(message.score !== null && message.score === message.maxScore ? "passed" : "failed", ENDED_ICON_MS);
    if (document.visibilityState === "visible") return;
    if (this.wanted?.checked) new Notification(TEXT.notified(this.title), { body: message.summary, tag: location.pathname });
  }

  private async choose(box: HTMLInputElement): Promise<void> {
    if (box.checked) box.checked = (await Notification.requestPermission()) === "granted";
    localStorage.setItem(KEY, box.checked ? "yes" : "no");
  }

  /** "": the plain icon. It replaces an icon that still waits. */
  private setIcon(icon: Icon, delay: number): void {
    window.clearTimeout(this.iconTimer);
    const address = icon ? this.plain.replace(/icon\.svg/, `icon-${icon}.svg`) : this.plain;
    this.iconTimer = window.setTimeout(() => this.icon?.setAttribute("href", address), delay);
  }
}
