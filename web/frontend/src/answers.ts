// Answers to questions: saved as a draft, and formulas and numbers previewed while they are typed.

import { Draft, fateOf, servedDraft, type SavedDraft } from "./draft";
import { Quiz } from "./quiz";
import type { Answers as DraftAnswers, NewerDraft, Sync } from "./sync";
import type { FormPart } from "./types";

const PREVIEW_DELAY_MS = 150;
const CHECKABLE = ["radio", "checkbox"];
/** Of the field of a question. */
const PREFIX = "answer.";

/** How the server reads an answer: a formula as MathML, a number as text, or why it cannot be read. */
interface Reading {
  mathml?: string | null;
  text?: string | null;
  error: string | null;
}

/** A form field's name and value. */
type Entry = [name: string, value: string];

export class Answers implements FormPart {
  private readonly draft: Draft;
  private readonly quiz: Quiz;
  /** The answers that the server has for certain, and those that it has unless a request was lost; as `entries`, JSON. */
  private arrived: string;
  private sent: string;
  /** Answers of this browser that the server does not have, though it has newer ones. */
  unsent: SavedDraft | null = null;

  constructor(
    private readonly form: HTMLFormElement,
    /** The draft on the server; null: it is kept in this browser only. */
    private readonly sync: Sync | null = null,
  ) {
    this.draft = new Draft(`${form.dataset["draft"] ?? location.pathname}/answers`);
    this.quiz = new Quiz(form);
    this.arrived = this.sent = JSON.stringify(this.entries());
    // A refused form comes back with its content, which is newer than any draft.
    if ("returned" in form.dataset) this.save();
    else this.restore();
    this.quiz.restored();
    form.addEventListener("input", () => this.save());
    for (const field of form.querySelectorAll<HTMLInputElement>("input[data-formula]")) new FormulaPreview(field);
  }

  fill(body: FormData): void {
    for (const [name, value] of this.entries()) body.append(name, value);
    this.quiz.submitted();
  }

  problem(): string {
    return "";
  }

  save(): void {
    this.draft.save(JSON.stringify(this.entries()), this.served);
    this.keep();
  }

  private get served(): { base: string; revision: number } {
    return { base: this.sent, revision: this.sync?.revision ?? 0 };
  }

  /** How far the answers have come on their way to the server. */
  onSent(state: "sent" | "arrived" | "lost"): void {
    const text = JSON.stringify(this.entries());
    if (state === "arrived") this.arrived = text;
    this.sent = state === "lost" ? this.arrived : text;
    this.draft.rebase(this.served);
  }

  /** The answers as the server stores them. */
  get all(): DraftAnswers {
    return this.answers();
  }

  /** Stored entries as the server stores answers. */
  static parsed(text: string): DraftAnswers {
    const answers: DraftAnswers = {};
    for (const [field, value] of parsedEntries(text)) {
      const known = answers[field.slice(PREFIX.length)];
      answers[field.slice(PREFIX.length)] = known === undefined ? value : [known, value].flat();
    }
    return answers;
  }

  /** Replace the answers by what another tab or browser has saved. */
  load(newer: NewerDraft): void {
    if (!newer.answers) return;
    this.fillIn(Object.entries(newer.answers).flatMap(([name, value]) => [value].flat().map((each): Entry => [PREFIX + name, each])));
    this.quiz.restored();
    this.arrived = this.sent = JSON.stringify(this.entries());
    this.draft.save(this.sent, this.served);
  }

  /** Keep the answers, over what another tab or browser has saved. */
  keep(): void {
    this.sync?.save({ answers: this.answers() });
  }

  /** As the server stores them: a list where several options may be chosen. */
  private answers(): DraftAnswers {
    const answers: DraftAnswers = {};
    for (const { name, type } of this.inputs) if (type === "checkbox") answers[name.slice(PREFIX.length)] = [];
    for (const [field, value] of this.entries()) {
      const name = field.slice(PREFIX.length);
      const chosen = answers[name];
      if (Array.isArray(chosen)) chosen.push(value);
      else answers[name] = value;
    }
    return answers;
  }

  mark(): void {
    // Answers have no lines.
  }

  private get inputs(): HTMLInputElement[] {
    return [...this.form.querySelectorAll<HTMLInputElement>("[data-question] input")];
  }

  private entries(): Entry[] {
    const answered = this.inputs.filter((input) => !CHECKABLE.includes(input.type) || input.checked);
    return answered.map((input) => [input.name, input.value]);
  }

  private restore(): void {
    const saved = this.draft.load();
    const served = JSON.stringify(this.entries());
    // The page comes with the draft of the server, which may be newer.
    const fate = fateOf(saved, servedDraft(this.form, served));
    if (fate === "ask") this.unsent = saved;
    if (!saved || fate !== "use") return;
    const entries = parsedEntries(saved.text);
    if (!entries.length) return;
    this.fillIn(entries);
    if (JSON.stringify(this.entries()) !== served) this.keep();
  }

  private fillIn(entries: Entry[]): void {
    for (const input of this.inputs) {
      const values = entries.filter(([name]) => name === input.name).map(([, value]) => value);
      if (CHECKABLE.includes(input.type)) input.checked = values.includes(input.value);
      else input.value = values[0] ?? "";
    }
  }
}

function parsedEntries(text: string): Entry[] {
  try {
    return JSON.parse(text) as Entry[];
  } catch {
    return [];
  }
}

/** Shows how the server reads a formula or a number, shortly after each change. */
class FormulaPreview {
  private readonly output: HTMLElement | null;
  private timer = 0;
  private lastRequest = 0;

  constructor(private readonly field: HTMLInputElement) {
    this.output = document.getElementById(field.dataset["formula"] ?? "");
    field.addEventListener("input", () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.show(), PREVIEW_DELAY_MS);
    });
    if (field.value) void this.show();
  }

  private async show(): Promise<void> {
    const request = ++this.lastRequest;
    const address = new URL(this.field.dataset["preview"] ?? "", location.href);
    address.searchParams.set("text", this.field.value);
    try {
      const response = await fetch(address, { headers: { Accept: "application/json" } });
      // A response that a later request has overtaken is ignored.
      if (!response.ok || request !== this.lastRequest || !this.output) return;
      const { mathml, text, error } = (await response.json()) as Reading;
      // The server builds the MathML from the parsed formula, so it holds no markup that was typed.
      if (mathml) this.output.innerHTML = mathml;
      else this.output.textContent = this.field.value ? (text ?? error ?? "") : "";
      this.output.classList.toggle("soft", !mathml && !text);
    } catch {
      // Without a preview the field works all the same.
    }
  }
}
