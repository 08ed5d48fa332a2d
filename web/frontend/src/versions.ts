// Two versions of a draft: the page holds one, and a banner offers the other. Neither is lost until the reader has chosen.

import { Answers } from "./answers";
import type { Code } from "./code";
import { findIn, setText } from "./dom";
import { Draft } from "./draft";
import { TEXT } from "./strings";
import type { NewerDraft, Sync } from "./sync";
import { formatTime } from "./times";

export class Versions {
  private readonly banner: HTMLElement;
  /** Keeps the version that is offered over a reload. */
  private readonly store: Draft;

  constructor(
    form: HTMLFormElement,
    private readonly sync: Sync,
    private readonly code: Code | null,
    private readonly answers: Answers | null,
  ) {
    this.banner = findIn(form, "[data-newer]");
    this.store = new Draft(`${form.dataset["draft"] ?? location.pathname}/other`);
    sync.onConflict = (newer) => this.conflict(newer);
    sync.onSent = (content, state) => {
      if (content.code !== undefined) this.code?.onSent(content.code, state);
      if (content.answers !== undefined) this.answers?.onSent(state);
    };
  }

  /** After the page was loaded: a draft of this browser may be another one than that of the server. */
  look(): void {
    const [code, answers] = [this.code?.unsent ?? null, this.answers?.unsent ?? null];
    const saved = code ?? answers;
    if (saved) {
      this.offer({
        revision: this.sync.revision,
        code: code?.text ?? null,
        answers: answers ? Answers.parsed(answers.text) : null,
        savedAt: new Date(saved.at).toISOString(),
      });
      return;
    }
    const kept = this.store.load();
    if (kept) this.offer(JSON.parse(kept.text) as NewerDraft);
  }

  /** Another tab or browser has saved a newer draft. */
  private conflict(newer: NewerDraft): void {
    // This page's own last save, which a reload has overtaken.
    if (this.code && newer.code === this.code.text) return this.sync.resolve(newer);
    const when = newer.savedAt ? formatTime(Date.parse(newer.savedAt)) : "";
    this.show(TEXT.newerDraft(when), {
      use: () => {
        const mine = this.current();
        this.sync.resolve(newer);
        this.load(newer);
        this.offer(mine);
      },
      keep: () => {
        this.sync.resolve(newer);
        this.keep();
      },
    });
  }

  /** Offer a version that the server does not have. Opening it offers the one that it replaces. */
  private offer(other: NewerDraft): void {
    this.store.save(JSON.stringify(other));
    const when = other.savedAt ? formatTime(Date.parse(other.savedAt)) : "";
    this.show(TEXT.otherDraft(when), {
      use: () => {
        const replaced = this.current();
        this.load(other);
        this.keep();
        this.offer(replaced);
      },
      keep: () => this.store.remove(),
    });
  }

  private current(): NewerDraft {
    const [code, answers] = [this.code?.text ?? null, this.answers?.all ?? null];
    return { revision: this.sync.revision, code, answers, savedAt: new Date().toISOString() };
  }

  private load(version: NewerDraft): void {
    this.code?.load(version);
    this.answers?.load(version);
  }

  private keep(): void {
    this.code?.keep();
    this.answers?.keep();
  }

  private show(text: string, choices: { use: () => void; keep: () => void }): void {
    setText(this.banner, "[data-newer-text]", text);
    this.banner.hidden = false;
    for (const [name, choose] of Object.entries(choices)) {
      findIn(this.banner, `[data-newer-${name}]`).onclick = () => {
        this.banner.hidden = true;
        choose();
      };
    }
  }
}
