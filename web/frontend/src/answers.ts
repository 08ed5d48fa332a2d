// Answers to questions: kept as a draft, and formulas shown back as they are typed.

import { Draft } from "./draft";
import type { FormPart } from "./types";

const PREVIEW_MS = 150;

type Answer = HTMLInputElement;

export class Answers implements FormPart {
  private readonly draft: Draft;

  constructor(private readonly form: HTMLFormElement) {
    this.draft = new Draft(`${form.dataset["draft"] ?? location.pathname}/answers`);
    // What came back from a hand-in that was refused is newer than any draft.
    if ("returned" in form.dataset) this.save();
    else this.restore();
    form.addEventListener("input", () => this.save());
    for (const field of form.querySelectorAll<HTMLInputElement>("input[data-formula]")) new Preview(field);
  }

  fill(body: FormData): void {
    const file = this.form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0];
    if (file) body.set("file", file);
    for (const [name, value] of this.values()) body.append(name, value);
  }

  save(): void {
    this.draft.save(JSON.stringify(this.values()));
  }

  mark(): void {
    // Answers have no lines.
  }

  private get inputs(): Answer[] {
    return [...this.form.querySelectorAll<Answer>("[data-question] input")];
  }

  private values(): [string, string][] {
    const given = this.inputs.filter((one) => !["radio", "checkbox"].includes(one.type) || one.checked);
    return given.map((one) => [one.name, one.value]);
  }

  private restore(): void {
    const kept = this.draft.load();
    if (!kept) return;
    let values: [string, string][];
    try {
      values = JSON.parse(kept.text) as [string, string][];
    } catch {
      return;
    }
    for (const input of this.inputs) {
      const mine = values.filter(([name]) => name === input.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(input.type)) input.checked = mine.includes(input.value);
      else input.value = mine[0] ?? "";
    }
  }
}

/** The server's reading of a formula, a moment after each change. */
class Preview {
  private readonly place: HTMLElement | null;
  private timer = 0;
  private asked = 0;

  constructor(private readonly field: HTMLInputElement) {
    this.place = document.getElementById(field.dataset["formula"] ?? "");
    field.addEventListener("input", () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.show(), PREVIEW_MS);
    });
    if (field.value) void this.show();
  }

  private async show(): Promise<void> {
    const turn = ++this.asked;
    const address = new URL(this.field.dataset["preview"] ?? "", location.href);
    address.searchParams.set("text", this.field.value);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok || turn !== this.asked || !this.place) return;
      const { mathml, error } = (await answer.json()) as { mathml: string | null; error: string | null };
      // The MathML is made by the server from a parsed formula; nothing that was typed is in it unescaped.
      if (mathml) this.place.innerHTML = mathml;
      else this.place.textContent = this.field.value ? (error ?? "") : "";
      this.place.classList.toggle("soft", !mathml);
    } catch {
      // The preview is a help only.
    }
  }
}
