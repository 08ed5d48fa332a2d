// The code editor: CodeMirror. A bundle of its own, loaded when the page is idle.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, emacsStyleKeymap, history, historyKeymap, indentLess, indentMore, indentWithTab, undo } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  ensureSyntaxTree,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
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
import { t } from "./i18n";
import { lineMarks, showLine, showMarks } from "./marks";

const theme = EditorView.theme({
  "&": { backgroundColor: "var(--surface)", color: "var(--ink)", fontSize: "var(--editor-size, var(--t-13))" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.6rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-3)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 0.85rem 0 0.9rem", minWidth: "2.75rem" },
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
          ...(document.documentElement.dataset["keyMap"] === "emacs" ? emacsStyleKeymap : []),
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
        lineMarks(),
        theme,
        EditorView.contentAttributes.of({
          "aria-label": t("Your code"),
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
    hasFocus: () => view.hasFocus,
    goTo: (line) => goTo(view, line),
    insert: (text) => insert(view, text),
    act: (action) => {
      ({ indent: indentMore, unindent: indentLess, undo })[action](view);
    },
    brokenLine: () => brokenLine(view.state),
  };
}

function insert(view: EditorView, text: string): void {
  view.dispatch(view.state.replaceSelection(text));
  view.focus();
}

function goTo(view: EditorView, number: number): void {
  const line = view.state.doc.line(Math.min(Math.max(1, number), view.state.doc.lines));
  view.dispatch({ selection: { anchor: line.from + (line.text.length - line.text.trimStart().length) } });
  showLine(view, line.from);
  view.focus();
}

/** How long to parse at most before a submission, in milliseconds. */
const PARSE_MS = 100;

/** The first line at which the grammar finds an error. Lines of commands such as %matplotlib are no Python and no error. */
function brokenLine(state: EditorState): number | null {
  let broken: number | null = null;
  ensureSyntaxTree(state, state.doc.length, PARSE_MS)?.iterate({
    enter: (node) => {
      if (broken !== null) return false;
      if (node.type.isError) {
        const line = state.doc.lineAt(node.from);
        if (!/^\s*[%!?]/.test(line.text)) broken = line.number;
      }
      return undefined;
    },
  });
  return broken;
}
