// The field in which code is written: a text area, or the editor that replaces it.

import type { CodeMark } from "./types";

/** What the keys above a phone's keyboard do. */
export type FieldAction = "indent" | "unindent" | "undo";

export interface CodeField {
  get(): string;
  set(text: string): void;
  mark(marks: CodeMark[]): void;
  focus(): void;
  hasFocus(): boolean;
  /** Put the cursor in this line, and the line in view. */
  goTo(line: number): void;
  /** Type this at the cursor. */
  insert(text: string): void;
  act(action: FieldAction): void;
  /** The first line that is not valid Python; null if there is none, or if it cannot be known. */
  brokenLine(): number | null;
}

/** What keys and changes in the field trigger. */
export interface Commands {
  changed(): void;
  runVisibleTests(): void;
  submit(): void;
}

export class TextAreaField implements CodeField {
  constructor(
    private readonly area: HTMLTextAreaElement,
    commands: Commands,
  ) {
    area.addEventListener("input", () => commands.changed());
    area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (event.shiftKey) commands.submit();
      else commands.runVisibleTests();
    });
  }

  get(): string {
    return this.area.value;
  }

  set(text: string): void {
    this.area.value = text;
  }

  mark(): void {
    // A text area cannot mark a line; the message names its number.
  }

  focus(): void {
    this.area.focus();
  }

  hasFocus(): boolean {
    return document.activeElement === this.area;
  }

  goTo(line: number): void {
    const before = this.area.value.split("\n").slice(0, line - 1);
    const start = before.reduce((length, text) => length + text.length + 1, 0);
    this.area.focus();
    this.area.setSelectionRange(start, start);
  }

  insert(text: string): void {
    this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, "end");
    this.area.dispatchEvent(new Event("input"));
  }

  act(action: FieldAction): void {
    if (action === "indent") this.insert("    ");
  }

  brokenLine(): number | null {
    return null;
  }
}
