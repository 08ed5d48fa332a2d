// Keeps the draft on the server as well, so that another browser continues it. A newer draft is never overwritten unseen.

import { findIn } from "./dom";

const SAVE_DELAY_MS = 2000;
const RETRY_MS = 15_000;
/** Browsers send at most 64 KiB after the page is left. */
const KEEPALIVE_BYTES = 60_000;

export type Answers = Record<string, string | string[]>;

export interface DraftContent {
  code?: string;
  answers?: Answers;
}

/** The draft that another tab or browser has saved meanwhile. */
export interface NewerDraft {
  revision: number;
  code: string | null;
  answers: Answers | null;
  savedAt: string | null;
}

/** saved: the server has it; waiting: it could not be reached, or wants to be asked later; refused: it does not take it. */
export type SyncState = "saved" | "waiting" | "refused";

export class Sync {
  onState: (state: SyncState) => void = () => undefined;
  onConflict: (newer: NewerDraft) => void = () => undefined;
  /** Called when content is on its way to the server, has arrived, or did not arrive. */
  onSent: (content: DraftContent, state: "sent" | "arrived" | "lost") => void = () => undefined;
  /** Of the newest draft that this page knows; 0: the server has none. */
  revision: number;
  private readonly address: string;
  private pending: DraftContent | null = null;
  private timer = 0;
  private sending: Promise<void> | null = null;
  private paused = false;

  constructor(private readonly form: HTMLFormElement) {
    this.address = form.dataset["draftUrl"] ?? "";
    this.revision = Number(form.dataset["draftRevision"] ?? 0);
    if (!this.address) return;
    window.addEventListener("pagehide", () => void this.flush());
    window.addEventListener("online", () => void this.flush());
    // Phones end pages in the background without further notice.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void this.flush();
    });
  }

  /** Whether there is something that the server does not have. */
  get isDirty(): boolean {
    return this.pending !== null;
  }

  /** Save `content` soon, together with what comes until then. */
  save(content: DraftContent): void {
    if (!this.address) return;
    this.pending = { ...this.pending, ...content };
    this.later(SAVE_DELAY_MS);
  }

  /** Save what is pending now. Resolves when the server has answered. */
  async flush(): Promise<void> {
    window.clearTimeout(this.timer);
    await this.sending;
    if (!this.pending || this.paused) return;
    this.sending = this.send(this.pending);
    await this.sending;
    this.sending = null;
  }

  /** After a conflict: go on from the newer revision, with what is saved from now on. */
  resolve(newer: NewerDraft): void {
    this.revision = newer.revision;
    this.paused = false;
  }

  private later(delay: number): void {
    window.clearTimeout(this.timer);
    if (!this.paused) this.timer = window.setTimeout(() => void this.flush(), delay);
  }

  private async send(content: DraftContent): Promise<void> {
    this.pending = null;
    const body = JSON.stringify({ revision: this.revision, ...content });
    let response: Response;
    // Of a request that outlives the page nobody learns whether it arrived.
    if (navigator.onLine) this.onSent(content, "sent");
    try {
      response = await fetch(this.address, {
        method: "PUT",
        body,
        headers: {
          Accept: "application/json",
          "Content-Type": "application/json",
          "X-CSRFToken": findIn<HTMLInputElement>(this.form, "input[name=csrf_token]").value,
        },
        keepalive: body.length < KEEPALIVE_BYTES,
      });
    } catch {
      return this.again(content, RETRY_MS);
    }
    if (response.ok) {
      this.revision = ((await response.json()) as { revision: number }).revision;
      this.onSent(content, "arrived");
      if (!this.pending) this.onState("saved");
    } else if (response.status === 409) {
      this.putBack(content);
      this.onSent(content, "lost");
      this.paused = true;
      this.onConflict((await response.json()) as NewerDraft);
    } else if (response.status === 429 || response.status >= 500) {
      this.again(content, 1000 * Number(response.headers.get("Retry-After") ?? 15));
    } else {
      this.onState("refused");
    }
  }

  /** To be saved still, unless newer content waits already. */
  private putBack(content: DraftContent): void {
    this.pending = { ...content, ...this.pending };
  }

  private again(content: DraftContent, delay: number): void {
    this.putBack(content);
    this.onSent(content, "lost");
    this.later(delay);
    this.onState("waiting");
  }
}
