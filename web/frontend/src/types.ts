// Types that several modules share. This module imports nothing.

/** A line of the student's code and the error message to show at it. */
export interface CodeMark {
  line: number;
  message: string;
}

/** A part of the hand-in form: the file, the code, or the answers to questions. */
export interface FormPart {
  /** Add this part's fields to the request body. */
  fill(body: FormData): void;
  /** What keeps this part from being submitted; empty if nothing does. */
  problem(): string;
  /** Save the draft now. */
  save(): void;
  /** Show these marks in place of the current ones. */
  mark(marks: CodeMark[]): void;
}

/** `try` runs the visible tests only. */
export type Mode = "try" | "submit";
