// Code as work to hand in: the editor or a file, and the draft of it that this browser keeps.

import { Draft } from "./draft";
import { PlainField, type CodeField, type Commands } from "./field";
import { formatBytes } from "./format";
import type { CodeMark, FormPart } from "./types";

const SAVE_MS = 400;

export class Code implements FormPart {
  private readonly area: HTMLTextAreaElement;
  private readonly file: HTMLInputElement;
  private readonly draft: Draft;
  private readonly starter: string;
  private field: CodeField;
  private saveTimer = 0;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly problem: (message: string) => void,
    commands: { tryIt(): void; submit(): void },
  ) {
    this.area = this.find<HTMLTextAreaElement>("textarea[name=source]");
    this.file = this.find<HTMLInputElement>("input[type=file]");
    this.starter = this.area.dataset["starter"] ?? this.area.value;
    this.draft = new Draft(form.dataset["draft"] ?? location.pathname);
    const all: Commands = { ...commands, change: () => this.changed() };
    this.field = new PlainField(this.area, all);
    this.restore();
    this.listen();
    this.find("[data-keys]").hidden = false;
    this.find("[data-drop]").hidden = false;
    whenIdle(() => void this.upgrade(all));
  }

  fill(body: FormData): void {
    const chosen = this.file.files?.[0];
    if (chosen) body.set("file", chosen);
    else body.set("source", this.field.get());
  }

  mark(marks: CodeMark[]): void {
    this.field.mark(this.file.files?.length ? [] : marks);
  }

  private listen(): void {
    this.file.addEventListener("change", () => this.fileChosen());
    this.find("[data-file-clear]").addEventListener("click", () => {
      this.file.value = "";
      this.fileChosen();
    });
    this.form.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.form.classList.add("dropping");
    });
    this.form.addEventListener("dragleave", () => this.form.classList.remove("dropping"));
    this.form.addEventListener("drop", (event) => this.dropped(event));
    window.addEventListener("pagehide", () => this.save());
  }

  private async upgrade(commands: Commands): Promise<void> {
    try {
      const { createEditor } = await import("./editor");
      const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
      this.field = createEditor(this.area, nonce, commands);
    } catch {
      // Without the editor the text area does.
    }
  }

  private restore(): void {
    // What came back from a hand-in that was refused is newer than any draft.
    if ("returned" in this.form.dataset) return this.save();
    const kept = this.draft.load();
    if (!kept || kept.text === this.starter) return;
    this.field.set(kept.text);
    const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(kept.at);
    this.line(`Your draft of ${when} is back.`, "Start again from the starter");
  }

  private changed(): void {
    window.clearTimeout(this.saveTimer);
    this.saveTimer = window.setTimeout(() => this.save(), SAVE_MS);
  }

  save(): void {
    window.clearTimeout(this.saveTimer);
    const text = this.field.get();
    if (text === this.starter) return this.draft.drop();
    const kept = this.draft.save(text);
    this.line(
      kept ? "Draft kept in this browser." : "This browser keeps no drafts.",
      kept ? "Start again from the starter" : null,
    );
  }

  private line(text: string, action: string | null): void {
    const line = this.find("[data-draft-line]");
    if (line.firstChild?.textContent === text) return;
    line.replaceChildren(document.createTextNode(text));
    if (!action) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = action;
    button.addEventListener("click", () => {
      this.field.set(this.starter);
      this.draft.drop();
      this.line("This is the starter.", null);
      this.field.focus();
    });
    line.append(button);
  }

  private fileChosen(): void {
    const chosen = this.file.files?.[0];
    this.find("[data-file-clear]").hidden = !chosen;
    const most = Number(this.form.dataset["maxBytes"]);
    const tooLarge = chosen && most && chosen.size > most;
    this.problem(tooLarge ? `${chosen.name} has ${formatBytes(chosen.size)}; at most ${formatBytes(most)} are accepted.` : "");
    if (chosen) this.line(`${chosen.name} (${formatBytes(chosen.size)}) will be handed in, not the editor's text.`, null);
    else this.line("The editor's text will be handed in.", null);
  }

  private dropped(event: DragEvent): void {
    this.form.classList.remove("dropping");
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    event.preventDefault();
    if (files.length > 1) return this.problem("Drop one file only.");
    this.file.files = files;
    this.fileChosen();
  }

  private find<T extends HTMLElement = HTMLElement>(selector: string): T {
    const found = this.form.querySelector<T>(selector);
    if (!found) throw new Error(`${selector} is missing`);
    return found;
  }
}

function whenIdle(action: () => void): void {
  if ("requestIdleCallback" in window) window.requestIdleCallback(action, { timeout: 1500 });
  else setTimeout(action, 200);
}
