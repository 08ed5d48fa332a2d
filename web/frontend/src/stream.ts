// Receives a submission's events until it is done: by server-sent events, or by polling where no stream is possible.

import type { CaseMessage, DoneMessage, Events, ProgressMessage, State, Urls, Watcher } from "./messages";

const FIRST_STATE_MS = 700;
const STATE_MS = 2500;
const POLL_MS = 1200;
const MAX_POLL_MS = 8000;
const BACK_OFF = 1.5;

export class Stream {
  private source: EventSource | null = null;
  private stateTimer = 0;
  private pollTimer = 0;
  private pollDelay = POLL_MS;
  private closed = false;
  private received = false;
  private readonly wake = (): void => this.onWake();

  /** `last` is the number of the last event already received. */
  constructor(
    private readonly urls: Urls,
    private last: number,
    private readonly watcher: Watcher,
  ) {
    window.addEventListener("online", this.wake);
    window.addEventListener("pageshow", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.connect();
    this.fetchStateLater(FIRST_STATE_MS);
  }

  close(): void {
    this.closed = true;
    window.clearTimeout(this.stateTimer);
    window.clearTimeout(this.pollTimer);
    this.source?.close();
    window.removeEventListener("online", this.wake);
    window.removeEventListener("pageshow", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
  }

  private connect(): void {
    this.source?.close();
    const source = new EventSource(`${this.urls.events}?after=${this.last}`);
    this.source = source;
    for (const kind of ["case", "progress", "done"]) {
      source.addEventListener(kind, (event) => this.receive(Number(event.lastEventId), kind, JSON.parse(event.data)));
    }
    source.addEventListener("open", () => this.watcher.onConnection(true));
    source.addEventListener("error", () => {
      if (this.closed) return;
      this.watcher.onConnection(false);
      // CONNECTING: the browser reconnects by itself, from the last event. CLOSED: the server refused the stream.
      if (source.readyState === EventSource.CLOSED) this.pollLater();
    });
  }

  private receive(id: number, kind: string, data: unknown): void {
    if (this.closed || id <= this.last) return;
    this.last = id;
    this.received = true;
    this.pollDelay = POLL_MS;
    if (kind === "case") this.watcher.onCase(data as CaseMessage);
    else if (kind === "progress") this.watcher.onProgress(data as ProgressMessage);
    else if (kind === "done") {
      this.close();
      this.watcher.onDone(data as DoneMessage);
    }
  }

  /** Until the first event, ask for the place in the queue now and then. */
  private fetchStateLater(delay: number): void {
    window.clearTimeout(this.stateTimer);
    this.stateTimer = window.setTimeout(() => {
      if (this.closed || this.received) return;
      void this.poll().then((ok) => this.fetchStateLater(ok ? STATE_MS : MAX_POLL_MS));
    }, delay);
  }

  /** Poll until it succeeds, with back-off; then try the stream again. */
  private pollLater(): void {
    window.clearTimeout(this.stateTimer);
    window.clearTimeout(this.pollTimer);
    this.pollTimer = window.setTimeout(() => {
      void this.poll().then((ok) => {
        if (this.closed) return;
        this.pollDelay = ok ? POLL_MS : Math.min(MAX_POLL_MS, this.pollDelay * BACK_OFF);
        if (ok) this.connect();
        else this.pollLater();
      });
    }, this.pollDelay);
  }

  /** Fetch new events and the state once; returns whether that worked. */
  private async poll(): Promise<boolean> {
    try {
      const { events, finished } = await fetchJson<Events>(`${this.urls.events}?after=${this.last}`);
      for (const event of events) this.receive(event.id, event.event, event.data);
      if (this.closed) return true;
      if (finished) location.assign(this.urls.page);
      const { status, wait } = await fetchJson<State>(this.urls.state);
      if (this.closed) return true;
      if (wait) this.watcher.onWait(wait);
      else if (status === "running") this.watcher.onRunning();
      return true;
    } catch {
      return false;
    }
  }

  /** After sleep or a lost network a connection can look open and be dead: reconnect. */
  private onWake(): void {
    if (this.closed || document.visibilityState === "hidden") return;
    this.connect();
  }
}

async function fetchJson<T>(address: string): Promise<T> {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(response.statusText);
  return (await response.json()) as T;
}
