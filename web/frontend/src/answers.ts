// Answers to questions: saved as a draft, and formulas and numbers previewed while they are typed.

import { Draft } from "./draft";
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

  constructor(
    private readonly form: HTMLFormElement,
    /** The draft on the server; null: it is kept in this browser only. */
    private readonly sync: Sync | null = null,
  ) {
    this.draft = new Draft(`${form.dataset["draft"] ?? location.pathname}/answers`);
    this.quiz = new Quiz(form);
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
    this.draft.save(JSON.stringify(this.entries()));
    this.keep();
  }

  /** Replace the answers by what another tab or browser has saved. */
  load(newer: NewerDraft): void {
    if (!newer.answers) return;
    this.fillIn(Object.entries(newer.answers).flatMap(([name, value]) => [value].flat().map((each): Entry => [PREFIX + name, each])));
    this.quiz.restored();
    this.draft.save(JSON.stringify(this.entries()));
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
    // The page comes with the draft of the server, which may be newer.
    if (!saved || saved.at <= (Date.parse(this.form.dataset["draftSaved"] ?? "") || 0)) return;
    let entries: Entry[];
    try {
      entries = JSON.parse(saved.text) as Entry[];
    } catch {
      return;
    }
    const served = JSON.stringify(this.entries());
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
