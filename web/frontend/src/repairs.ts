// The repairs of a failed submission, which come a moment after its results: fetched until the search has ended.

import type { RepairsMessage } from "./messages";

const FIRST_MS = 600;
const NEXT_MS = 1500;
/** After so many requests the search is taken for lost. */
const REQUESTS = 40;

export class Repairs {
  private timer = 0;

  constructor(private readonly box: HTMLElement) {
    const url = box.dataset["url"];
    if (url) this.watch(url);
  }

  /** Show nothing: another submission begins. */
  reset(): void {
    window.clearTimeout(this.timer);
    this.box.replaceChildren();
  }

  /** Fetch the repairs from `url` until they are known. */
  watch(url: string): void {
    this.reset();
    this.fetchLater(url, FIRST_MS, REQUESTS);
  }

  private fetchLater(url: string, delay: number, requests: number): void {
    this.timer = window.setTimeout(() => void this.fetch(url, requests), delay);
  }

  private async fetch(url: string, requests: number): Promise<void> {
    const timer = this.timer;
    const message = await this.load(url);
    // Another submission may have begun meanwhile.
    if (timer !== this.timer) return;
    if (message && message.status !== "pending") {
      // Rendered by the server, which escapes its values.
      this.box.innerHTML = message.html;
    } else if (requests > 1) {
      this.fetchLater(url, NEXT_MS, requests - 1);
    }
  }

  private async load(url: string): Promise<RepairsMessage | null> {
    try {
      const response = await fetch(url, { headers: { Accept: "application/json" } });
      return response.ok ? ((await response.json()) as RepairsMessage) : null;
    } catch {
      return null;
    }
  }
}
