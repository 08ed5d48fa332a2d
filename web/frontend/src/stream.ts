// Hears of a submission until it is done: by server-sent events, and by asking when these cannot be had.

import type { CaseMessage, DoneMessage, Events, ProgressMessage, State, Urls, Watcher } from "./messages";

const FIRST_LOOK_MS = 700;
const LOOK_MS = 2500;
const POLL_MS = 1200;
const SLOWEST_POLL_MS = 8000;

export class Stream {
  private source: EventSource | null = null;
  private timer = 0;
  private pollDelay = POLL_MS;
  private ended = false;
  private silent = true;
  private readonly wake = (): void => this.onWake();

  /** `last` is the number of the last event that is known already. */
  constructor(
    private readonly urls: Urls,
    private last: number,
    private readonly watcher: Watcher,
  ) {
    window.addEventListener("online", this.wake);
    window.addEventListener("pageshow", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.listen();
    this.lookLater(FIRST_LOOK_MS);
  }

  close(): void {
    this.ended = true;
    window.clearTimeout(this.timer);
    this.source?.close();
    window.removeEventListener("online", this.wake);
    window.removeEventListener("pageshow", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
  }

  private listen(): void {
    this.source?.close();
    const source = new EventSource(`${this.urls.events}?after=${this.last}`);
    this.source = source;
    for (const kind of ["case", "progress", "done"]) {
      source.addEventListener(kind, (event) => this.take(Number(event.lastEventId), kind, JSON.parse(event.data)));
    }
    source.addEventListener("open", () => this.watcher.onConnection(true));
    source.addEventListener("error", () => {
      if (this.ended) return;
      this.watcher.onConnection(false);
      // CONNECTING: the browser comes back by itself, with the number of the last event. CLOSED: it was refused.
      if (source.readyState === EventSource.CLOSED) this.poll();
    });
  }

  private take(id: number, kind: string, data: unknown): void {
    if (this.ended || id <= this.last) return;
    this.last = id;
    this.silent = false;
    this.pollDelay = POLL_MS;
    if (kind === "case") this.watcher.onCase(data as CaseMessage);
    else if (kind === "progress") this.watcher.onProgress(data as ProgressMessage);
    else if (kind === "done") {
      this.close();
      this.watcher.onDone(data as DoneMessage);
    }
  }

  /** While nothing is heard: how long is the queue? */
  private lookLater(delay: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (this.ended || !this.silent) return;
      void this.ask().then((ok) => this.lookLater(ok ? LOOK_MS : SLOWEST_POLL_MS));
    }, delay);
  }

  private poll(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      void this.ask().then((ok) => {
        if (this.ended) return;
        this.pollDelay = ok ? POLL_MS : Math.min(SLOWEST_POLL_MS, this.pollDelay * 1.5);
        if (ok) this.listen();
        else this.poll();
      });
    }, this.pollDelay);
  }

  /** Ask once; the events go the same way as the stream's. */
  private async ask(): Promise<boolean> {
    try {
      const told = await fetchJson<Events>(`${this.urls.events}?after=${this.last}`);
      for (const event of told.events) this.take(event.id, event.event, event.data);
      if (this.ended) return true;
      if (told.finished) location.assign(this.urls.page);
      const { status, wait } = await fetchJson<State>(this.urls.state);
      if (this.ended) return true;
      if (wait) this.watcher.onWait(wait);
      else if (status === "running") this.watcher.onRunning();
      return true;
    } catch {
      return false;
    }
  }

  /** After sleep or a lost network a connection may look open and be dead. */
  private onWake(): void {
    if (this.ended || document.visibilityState === "hidden") return;
    this.listen();
  }
}

async function fetchJson<T>(address: string): Promise<T> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.json()) as T;
}
