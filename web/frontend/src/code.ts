// Code to submit: the editor's text, its draft, and the marks at its lines.

import { findIn, setText } from "./dom";
import { Draft, fateOf, servedDraft, type SavedDraft } from "./draft";
import { TextAreaField, type CodeField, type Commands, type FieldAction } from "./field";
import type { FileChoice } from "./files";
import { formatBytes } from "./format";
import { TEXT } from "./strings";
import type { NewerDraft, Sync } from "./sync";
import { formatTime } from "./times";
import type { CodeMark, FormPart } from "./types";

const SAVE_DELAY_MS = 400;

export class Code implements FormPart {
  private readonly area: HTMLTextAreaElement;
  private readonly draft: Draft;
  private readonly starter: string;
  /** The text that the server has, or is being sent. */
  private synced: string;
  /** The text that the server has for certain, and the one that it has unless a request was lost. */
  private arrived: string;
  private sent: string;
  /** A draft of this browser that the server does not have, though it has a newer one. */
  unsent: SavedDraft | null = null;
  private field: CodeField;
  private saveTimer = 0;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly files: FileChoice,
    private readonly sync: Sync,
    commands: Omit<Commands, "changed">,
  ) {
    this.area = findIn<HTMLTextAreaElement>(form, "textarea[name=source]");
    this.starter = this.area.dataset["starter"] ?? this.area.value;
    this.synced = this.arrived = this.sent = this.area.value;
    this.draft = new Draft(form.dataset["draft"] ?? location.pathname);
    const allCommands: Commands = { ...commands, changed: () => this.saveLater() };
    this.field = new TextAreaField(this.area, allCommands);
    if (this.field.get() === this.starter) this.showStatus(TEXT.starter);
    this.restore();
    this.listen();
    whenIdle(() => void this.loadEditor(allCommands));
  }

  fill(body: FormData): void {
    if (!this.files.file) body.set("source", this.field.get());
  }

  problem(): string {
    return this.files.file || this.text.trim() ? "" : TEXT.emptyEditor;
  }

  mark(marks: CodeMark[]): void {
    this.field.mark(this.files.file ? [] : marks);
  }

  get text(): string {
    return this.field.get();
  }

  /** Whether nothing was written: the editor holds the starter code. */
  get isUntouched(): boolean {
    return !this.files.file && this.text.trim() === this.starter.trim();
  }

  /** The first line that is not valid Python, if the editor's text is to be submitted. */
  get brokenLine(): number | null {
    return this.files.file ? null : this.field.brokenLine();
  }

  hasFocus(): boolean {
    return this.field.hasFocus();
  }

  focus(): void {
    this.field.focus();
  }

  goTo(line: number): void {
    this.field.goTo(line);
  }

  save(): void {
    window.clearTimeout(this.saveTimer);
    const { text } = this;
    if (text !== this.synced) this.sync.save({ code: text });
    this.synced = text;
    if (text === this.starter) return this.forget();
    const saved = text === this.arrived ? TEXT.draftSynced : TEXT.draftSaved;
    this.showStatus(this.draft.save(text, this.known) ? saved : TEXT.draftRefused);
  }

  /** Where the server keeps drafts, the starter code is a draft too: it is newer than what the server still has. */
  private forget(): void {
    if (this.form.dataset["draftUrl"]) this.draft.save(this.starter, this.known);
    else this.draft.remove();
  }

  private listen(): void {
    this.files.onChange = () => this.fileChanged();
    this.form.querySelector("[data-reset]")?.addEventListener("click", () => this.reset());
    this.form.querySelector("[data-type]")?.addEventListener("click", (event) => this.typeKey(event));
    // The keys take no focus, so that the phone's keyboard stays open.
    this.form.querySelector("[data-type]")?.addEventListener("pointerdown", (event) => event.preventDefault());
    window.addEventListener("pagehide", () => this.save());
    this.sync.onState = (state) => {
      const line = findIn(this.form, "[data-draft-line]");
      if (state === "saved" && line.textContent === TEXT.draftSaved) this.showStatus(TEXT.draftSynced);
    };
    if (this.files.file) this.fileChanged();
  }

  private typeKey(event: Event): void {
    const key = event.target instanceof Element ? event.target.closest("button") : null;
    if (!key) return;
    if (key.dataset["do"]) this.field.act(key.dataset["do"] as FieldAction);
    else this.field.insert(key.textContent ?? "");
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
    const served = servedDraft(this.form, this.text);
    const fate = fateOf(saved, served);
    if (fate === "ask") this.unsent = saved;
    if (saved && fate === "use") {
      this.field.set(saved.text);
      this.synced = saved.text;
      this.sync.save({ code: saved.text });
    }
    if (this.text === this.starter) this.showStatus(TEXT.starter);
    else this.showStatus(TEXT.draftRestored(formatTime(fate === "use" ? (saved?.at ?? 0) : served.savedAt || (saved?.at ?? 0))));
  }

  private get known(): { base: string; revision: number } {
    return { base: this.sent, revision: this.sync.revision };
  }

  /** How far a text has come on its way to the server. */
  onSent(text: string, state: "sent" | "arrived" | "lost"): void {
    if (state === "arrived") this.arrived = text;
    this.sent = state === "lost" ? this.arrived : text;
    this.draft.rebase(this.known);
  }

  /** Replace the text by what another tab or browser has saved. */
  load(newer: NewerDraft): void {
    if (newer.code === null && newer.answers !== null) return;
    this.synced = this.arrived = this.sent = newer.code ?? this.starter;
    this.field.set(this.synced);
    this.save();
  }

  /** Keep the text, over what another tab or browser has saved. */
  keep(): void {
    this.sync.save({ code: this.text });
  }

  private saveLater(): void {
    window.clearTimeout(this.saveTimer);
    this.saveTimer = window.setTimeout(() => this.save(), SAVE_DELAY_MS);
  }

  /** The line beside the file's name. */
  private showStatus(text: string): void {
    setText(this.form, "[data-draft-line]", text);
  }

  private reset(): void {
    this.files.clear();
    this.field.set(this.starter);
    this.save();
    this.showStatus(TEXT.starterRestored);
    this.field.focus();
  }

  private fileChanged(): void {
    const { file } = this.files;
    this.field.mark([]);
    this.showStatus(file ? TEXT.fileStatus(file.name, formatBytes(file.size)) : TEXT.editorStatus);
  }
}

function whenIdle(action: () => void): void {
  if ("requestIdleCallback" in window) window.requestIdleCallback(action, { timeout: 1500 });
  else setTimeout(action, 200);
}
