// Code to submit: the editor or a file, and the draft of the editor's text.

import { findIn } from "./dom";
import { Draft } from "./draft";
import { TextAreaField, type CodeField, type Commands } from "./field";
import { formatBytes } from "./format";
import { formatTime } from "./times";
import type { CodeMark, FormPart } from "./types";

const SAVE_DELAY_MS = 400;
const RESET = "Reset to starter code";

export class Code implements FormPart {
  private readonly area: HTMLTextAreaElement;
  private readonly fileInput: HTMLInputElement;
  private readonly draft: Draft;
  private readonly starter: string;
  private field: CodeField;
  private saveTimer = 0;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly showProblem: (message: string) => void,
    commands: Omit<Commands, "changed">,
  ) {
    this.area = findIn<HTMLTextAreaElement>(form, "textarea[name=source]");
    this.fileInput = findIn<HTMLInputElement>(form, "input[type=file]");
    this.starter = this.area.dataset["starter"] ?? this.area.value;
    this.draft = new Draft(form.dataset["draft"] ?? location.pathname);
    const allCommands: Commands = { ...commands, changed: () => this.saveLater() };
    this.field = new TextAreaField(this.area, allCommands);
    this.restore();
    this.listen();
    findIn(form, "[data-keys]").hidden = false;
    findIn(form, "[data-drop]").hidden = false;
    whenIdle(() => void this.loadEditor(allCommands));
  }

  fill(body: FormData): void {
    const file = this.fileInput.files?.[0];
    if (file) body.set("file", file);
    else body.set("source", this.field.get());
  }

  mark(marks: CodeMark[]): void {
    this.field.mark(this.fileInput.files?.length ? [] : marks);
  }

  save(): void {
    window.clearTimeout(this.saveTimer);
    const text = this.field.get();
    if (text === this.starter) return this.draft.remove();
    if (this.draft.save(text)) this.showStatus("Draft saved in this browser.", RESET);
    else this.showStatus("This browser cannot save drafts.", null);
  }

  private listen(): void {
    this.fileInput.addEventListener("change", () => this.fileChosen());
    findIn(this.form, "[data-file-clear]").addEventListener("click", () => {
      this.fileInput.value = "";
      this.fileChosen();
    });
    this.form.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.form.classList.add("dropping");
    });
    this.form.addEventListener("dragleave", () => this.form.classList.remove("dropping"));
    this.form.addEventListener("drop", (event) => this.fileDropped(event));
    window.addEventListener("pagehide", () => this.save());
  }

  private async loadEditor(commands: Commands): Promise<void> {
    try {
      const { createEditor } = await import("./editor");
      const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
      this.field = createEditor(this.area, nonce, commands);
    } catch {
      // The text area stays.
    }
  }

  private restore(): void {
    // A refused form comes back with its content, which is newer than any draft.
    if ("returned" in this.form.dataset) return this.save();
    const saved = this.draft.load();
    if (!saved || saved.text === this.starter) return;
    this.field.set(saved.text);
    this.showStatus(`Draft restored from ${formatTime(saved.at)}.`, RESET);
  }

  private saveLater(): void {
    window.clearTimeout(this.saveTimer);
    this.saveTimer = window.setTimeout(() => this.save(), SAVE_DELAY_MS);
  }

  /** The line above the editor; `resetLabel` adds a button that resets the code. */
  private showStatus(text: string, resetLabel: string | null): void {
    const line = findIn(this.form, "[data-draft-line]");
    if (line.firstChild?.textContent === text) return;
    line.replaceChildren(document.createTextNode(text));
    if (!resetLabel) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = resetLabel;
    button.addEventListener("click", () => this.reset());
    line.append(button);
  }

  private reset(): void {
    this.field.set(this.starter);
    this.draft.remove();
    this.showStatus("Starter code restored.", null);
    this.field.focus();
  }

  private fileChosen(): void {
    const file = this.fileInput.files?.[0];
    findIn(this.form, "[data-file-clear]").hidden = !file;
    const maxBytes = Number(this.form.dataset["maxBytes"]);
    const tooLarge = file && maxBytes && file.size > maxBytes;
    this.showProblem(
      tooLarge ? `${file.name} has ${formatBytes(file.size)}; at most ${formatBytes(maxBytes)} are accepted.` : "",
    );
    if (file) this.showStatus(`${file.name} (${formatBytes(file.size)}) will be submitted, not the editor's text.`, null);
    else this.showStatus("The editor's text will be submitted.", null);
  }

  private fileDropped(event: DragEvent): void {
    this.form.classList.remove("dropping");
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    event.preventDefault();
    if (files.length > 1) return this.showProblem("Drop one file only.");
    this.fileInput.files = files;
    this.fileChosen();
  }
}

function whenIdle(action: () => void): void {
  if ("requestIdleCallback" in window) window.requestIdleCallback(action, { timeout: 1500 });
  else setTimeout(action, 200);
}
