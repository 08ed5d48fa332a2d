// Marks at the lines of the code that failed: the line is coloured, and the error's own text stands under it.

import { setDiagnostics } from "@codemirror/lint";
import { StateEffect, StateField, type EditorState, type Extension } from "@codemirror/state";
import { Decoration, EditorView, WidgetType, type DecorationSet } from "@codemirror/view";
import type { CodeMark } from "./types";

const setMarks = StateEffect.define<CodeMark[]>();
const failingLine = Decoration.line({ class: "cm-failing" });

class Note extends WidgetType {
  constructor(private readonly text: string) {
    super();
  }

  override eq(other: Note): boolean {
    return other.text === this.text;
  }

  override toDOM(): HTMLElement {
    const note = document.createElement("div");
    note.className = "cm-note";
    note.textContent = this.text;
    return note;
  }
}

const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (old, transaction) => {
    const effect = transaction.effects.find((each) => each.is(setMarks));
    return effect ? decorations(transaction.state, effect.value as CodeMark[]) : old.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export function lineMarks(): Extension {
  return marks;
}

export function showMarks(view: EditorView, all: CodeMark[]): void {
  const existing = all.filter((mark) => mark.line >= 1 && mark.line <= view.state.doc.lines);
  const diagnostics = existing.map((mark) => {
    const line = view.state.doc.line(mark.line);
    const from = line.from + (line.text.length - line.text.trimStart().length);
    return { from, to: Math.max(from, line.to), severity: "error" as const, message: mark.message };
  });
  view.dispatch({ effects: setMarks.of(existing) });
  view.dispatch(setDiagnostics(view.state, diagnostics));
  if (diagnostics[0] && !view.hasFocus) showLine(view, diagnostics[0].from);
}

/** Scrolls only inside the editor: CodeMirror's own scrolling would also move the page. */
export function showLine(view: EditorView, position: number): void {
  const { top } = view.lineBlockAt(position);
  const { scrollTop, clientHeight } = view.scrollDOM;
  if (top < scrollTop || top > scrollTop + clientHeight - 60) view.scrollDOM.scrollTop = top - clientHeight / 2;
}

/** The message without what the place of the note says: the line's number and its code. */
function noteText(message: string): string {
  const text = message.replace(/^line \d+: /i, "").replace(/\s*\(Line \d+: [^]*\)$/, "").replaceAll("`", "");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One note a line, under it, with the messages of all tests that failed there, each once. */
function decorations(state: EditorState, all: CodeMark[]): DecorationSet {
  const texts = new Map<number, Set<string>>();
  for (const { line, message } of all) texts.set(line, (texts.get(line) ?? new Set()).add(noteText(message)));
  const lines = [...texts].sort(([first], [second]) => first - second);
  return Decoration.set(
    lines.flatMap(([number, messages]) => {
      const line = state.doc.line(number);
      const note = Decoration.widget({ widget: new Note([...messages].join("; ")), block: true, side: 1 });
      return [failingLine.range(line.from), note.range(line.to)];
    }),
  );
}
