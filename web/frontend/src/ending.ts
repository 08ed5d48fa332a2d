// Tells that a run has ended to a reader who looks elsewhere: by the title, the icon, and if wanted a notification.

import { formatPoints } from "./format";
import type { DoneMessage } from "./messages";
import { TEXT } from "./strings";

const KEY = "notify";
// A new title and icon keep the browser busy: a short run needs none, and at the end the results are drawn first.
const RUNNING_MS = 500;
const ENDED_MS = 100;

type Icon = "running" | "passed" | "failed";

export class Ending {
  private readonly title = document.title;
  private readonly icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  private readonly plain = this.icon?.href ?? "";
  private running = false;
  private timer = 0;
  private readonly wanted = document.querySelector<HTMLInputElement>("[data-notify] input");

  constructor() {
    const box = this.wanted;
    if (!box || !("Notification" in window)) return;
    box.closest<HTMLElement>("[data-notify]")?.removeAttribute("hidden");
    box.checked = localStorage.getItem(KEY) === "yes" && Notification.permission === "granted";
    box.addEventListener("change", () => void this.choose(box));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && !this.running) this.icon?.setAttribute("href", this.plain);
    });
  }

  started(): void {
    this.running = true;
    this.showLater("running", TEXT.running(this.title), RUNNING_MS);
  }

  ended(message: DoneMessage): void {
    this.running = false;
    const score = message.score === null ? "" : TEXT.score(formatPoints(message.score), message.maxScore ?? 0);
    const icon = message.score !== null && message.score === message.maxScore ? "passed" : "failed";
    this.showLater(icon, score ? TEXT.ended(score, this.title) : this.title, ENDED_MS);
    if (document.visibilityState === "visible") return;
    if (this.wanted?.checked) new Notification(TEXT.notified(this.title), { body: message.summary, tag: location.pathname });
  }

  private async choose(box: HTMLInputElement): Promise<void> {
    if (box.checked) box.checked = (await Notification.requestPermission()) === "granted";
    localStorage.setItem(KEY, box.checked ? "yes" : "no");
  }

  /** Show an icon and a title after so many milliseconds, in place of those that still wait. */
  private showLater(icon: Icon, title: string, delay: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      document.title = title;
      this.icon?.setAttribute("href", this.plain.replace(/icon\.svg/, `icon-${icon}.svg`));
    }, delay);
  }
}
