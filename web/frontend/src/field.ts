// The field in which code is written: a text area, or the editor that replaces it.

import type { CodeMark } from "./types";

export interface CodeField {
  get(): string;
  set(text: string): void;
  mark(marks: CodeMark[]): void;
  focus(): void;
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
}
