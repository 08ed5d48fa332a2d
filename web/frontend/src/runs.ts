// Finds runs that were begun in another tab or browser, so that they can be watched and cancelled here too.

import type { Urls } from "./messages";

export type Run = Urls & { practice: boolean };

const channels = new WeakMap<HTMLFormElement, BroadcastChannel>();

/** Tell the other tabs of this browser that a run has begun. */
export function announceRun(form: HTMLFormElement, run: Run): void {
  channels.get(form)?.postMessage(run);
}

/** Call `found` with each run that was begun elsewhere: at once from another tab, else when the page is looked at again. */
export function watchForRuns(form: HTMLFormElement, found: (run: Run) => void): void {
  const address = form.dataset["running"];
  if (!address) return;
  if ("BroadcastChannel" in window) {
    const channel = new BroadcastChannel(address);
    channel.addEventListener("message", (event: MessageEvent<Run>) => found(event.data));
    channels.set(form, channel);
  }
  const look = async (): Promise<void> => {
    if (document.visibilityState === "hidden") return;
    try {
      const response = await fetch(address, { headers: { Accept: "application/json" } });
      if (!response.ok) return;
      const { running } = (await response.json()) as { running: Run | null };
      if (running) found(running);
    } catch {
      // No connection: the next event looks again.
    }
  };
  document.addEventListener("visibilitychange", () => void look());
  window.addEventListener("online", () => void look());
  window.addEventListener("pageshow", (event) => void (event.persisted && look()));
}
