// Keeps what is written in this browser, so that a closed tab loses nothing.

interface Kept {
  text: string;
  at: number;
}

export class Draft {
  private readonly key: string;

  constructor(name: string) {
    this.key = `draft:${name}`;
  }

  load(): Kept | null {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "null") as Kept | null;
      return kept && typeof kept.text === "string" ? kept : null;
    } catch {
      return null;
    }
  }

  /** False when this browser keeps nothing. */
  save(text: string): boolean {
    try {
      localStorage.setItem(this.key, JSON.stringify({ text, at: Date.now() }));
      return true;
    } catch {
      return false;
    }
  }

  drop(): void {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Nothing was kept.
    }
  }
}
