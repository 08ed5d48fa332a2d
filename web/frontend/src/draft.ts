// Saves the student's work in the browser's local storage, so that a closed tab loses nothing.

export interface SavedDraft {
  text: string;
  /** When it was saved: milliseconds since 1970. */
  at: number;
  /** What the server had, as far as this browser knew; undefined: the draft is from before that was stored. */
  base?: string;
  /** What it had before by this browser, the newest last. */
  earlier?: string[];
  /** The server's revision that this browser knew last. */
  revision?: number;
}

/** What a draft keeps of what the server had earlier. */
const EARLIER = 3;

/** The draft of the server, with which a page comes. */
export interface Served {
  text: string;
  /** 0: the server has no draft. */
  revision: number;
  /** When it was saved, in milliseconds; 0 if there is none. */
  savedAt: number;
}

/** What to do with a draft of this browser: keep the page as it came, go on with the draft, or ask. */
export type Fate = "drop" | "use" | "ask";

export function fateOf(saved: SavedDraft | null, served: Served): Fate {
  if (!saved || saved.text === served.text) return "drop";
  // Nobody has saved since; a request of this browser may still be on its way.
  if (saved.base === served.text || saved.revision === served.revision) return "use";
  // The page was left before the server's answer: what the server has is this browser's own, from before.
  if (saved.earlier?.includes(served.text) && saved.at > served.savedAt) return "use";
  if (saved.base === undefined) return saved.at <= served.savedAt ? "drop" : served.revision ? "ask" : "use";
  // Another browser has saved since. What this one had sent is in that version's past; what it had not sent is not.
  return saved.text === saved.base ? "drop" : "ask";
}

/** What the server sent with the page of `form`. */
export function servedDraft(form: HTMLFormElement, text: string): Served {
  const { draftRevision, draftSaved } = form.dataset;
  return { text, revision: Number(draftRevision ?? 0), savedAt: Date.parse(draftSaved ?? "") || 0 };
}

export class Draft {
  private readonly key: string;

  constructor(name: string) {
    this.key = `draft:${name}`;
  }

  load(): SavedDraft | null {
    try {
      const saved = JSON.parse(localStorage.getItem(this.key) ?? "null") as SavedDraft | null;
      return saved && typeof saved.text === "string" ? saved : null;
    } catch {
      return null;
    }
  }

  /** Returns false if the browser refuses to store it. */
  save(text: string, known: Pick<SavedDraft, "base" | "revision"> = {}): boolean {
    return this.store({ text, at: Date.now(), ...this.withEarlier(known) });
  }

  /** What the server has now. */
  rebase(known: Pick<SavedDraft, "base" | "revision">): void {
    const saved = this.load();
    if (saved) this.store({ ...saved, ...this.withEarlier(known) });
  }

  private withEarlier(known: Pick<SavedDraft, "base" | "revision">): Omit<SavedDraft, "text" | "at"> {
    const saved = this.load();
    const earlier = [...(saved?.earlier ?? []), ...(saved?.base === undefined || saved.base === known.base ? [] : [saved.base])];
    return earlier.length ? { ...known, earlier: earlier.slice(-EARLIER) } : known;
  }

  private store(draft: SavedDraft): boolean {
    try {
      localStorage.setItem(this.key, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  remove(): void {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Without local storage nothing was saved.
    }
  }
}
