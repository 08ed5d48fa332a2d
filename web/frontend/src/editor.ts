// The code editor: CodeMirror. A bundle of its own, loaded when the page is idle.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import type { CodeField, Commands } from "./field";
import type { CodeMark } from "./types";

const theme = EditorView.theme({
  "&": { backgroundColor: "var(--surface)", color: "var(--ink)", fontSize: "var(--t-13)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.6rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-3)", border: "none" },
  ".cm-activeLine": { backgroundColor: "color-mix(in oklab, var(--accent-soft) 45%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "color-mix(in oklab, var(--accent) 28%, transparent)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--line-strong)",
  },
  ".cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line-strong)" },
  ".cm-specialChar": { color: "var(--bad)" },
});

export function createEditor(area: HTMLTextAreaElement, nonce: string, commands: Commands): CodeField {
  const focused = document.activeElement === area;
  const run = (action: () => void) => (): boolean => {
    action();
    return true;
  };
  const view = new EditorView({
    state: EditorState.create({
      doc: area.value,
      selection: focused ? { anchor: area.selectionStart, head: area.selectionEnd } : { anchor: 0 },
      extensions: [
        EditorView.cspNonce.of(nonce),
        keymap.of([
          { key: "Mod-Shift-Enter", run: run(() => commands.submit()) },
          { key: "Mod-Enter", run: run(() => commands.runVisibleTests()) },
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...historyKeymap,
          indentWithTab,
        ]),
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        python(),
        syntaxHighlighting(classHighlighter),
        lintGutter(),
        theme,
        EditorView.contentAttributes.of({
          "aria-label": "Your code",
          "aria-describedby": "editor-help",
          spellcheck: "false",
          tabindex: "0",
          autocapitalize: "off",
          "data-gramm": "false",
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) commands.changed();
        }),
      ],
    }),
  });
  area.after(view.dom);
  area.hidden = true;
  area.disabled = true;
  if (focused) view.focus();
  return {
    get: () => view.state.doc.toString(),
    set: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    mark: (marks) => showMarks(view, marks),
    focus: () => view.focus(),
  };
}

function showMarks(view: EditorView, marks: CodeMark[]): void {
  const existing = marks.filter((mark) => mark.line >= 1 && mark.line <= view.state.doc.lines);
  const diagnostics = existing.map((mark) => {
    const line = view.state.doc.line(mark.line);
    const from = line.from + (line.text.length - line.text.trimStart().length);
    return { from, to: Math.max(from, line.to), severity: "error" as const, message: mark.message };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
  const first = diagnostics[0];
  if (!first) return;
  // Scrolls only inside the editor: CodeMirror's own scrolling would move the page away from the results.
  const { top } = view.lineBlockAt(first.from);
  view.scrollDOM.scrollTop = top - view.scrollDOM.clientHeight / 2;
}
