// Saves the student's work in the browser's local storage, so that a closed tab loses nothing.

export interface SavedDraft {
  text: string;
  /** When it was saved: milliseconds since 1970. */
  at: number;
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
  save(text: string): boolean {
    try {
      localStorage.setItem(this.key, JSON.stringify({ text, at: Date.now() }));
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
