// Where code is written: the plain text area, or the editor in its place.

import type { CodeMark } from "./types";

export interface CodeField {
  get(): string;
  set(text: string): void;
  mark(marks: CodeMark[]): void;
  focus(): void;
}

export interface Commands {
  change(): void;
  tryIt(): void;
  submit(): void;
}

export class PlainField implements CodeField {
  constructor(
    private readonly area: HTMLTextAreaElement,
    commands: Commands,
  ) {
    area.addEventListener("input", () => commands.change());
    area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (event.shiftKey) commands.submit();
      else commands.tryIt();
    });
  }

  get(): string {
    return this.area.value;
  }

  set(text: string): void {
    this.area.value = text;
  }

  mark(): void {
    // A text area cannot mark a line; the message names it.
  }

  focus(): void {
    this.area.focus();
  }
}
