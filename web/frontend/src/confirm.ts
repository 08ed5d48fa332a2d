// The question before a submission that is likely a slip, or that uses the last attempt.

import { findIn, setText } from "./dom";
import { ASK } from "./strings";
import type { Mode } from "./types";

export interface Question {
  title: string;
  text: string;
  facts: { tone: "good" | "warn" | ""; text: string }[];
  submit: string;
}

/** What is known of the submission. */
export interface Circumstances {
  untouched: boolean;
  brokenLine: number | null;
  /** NaN: unlimited. */
  attemptsLeft: number;
  attemptsAllowed: number;
  bestCounts: boolean;
  /** Of the attempt that counts; empty if there is none. */
  score: string;
  /** Whether the last practice run had this code. */
  practised: boolean;
  due: string;
}

/** What to ask before this submission; null if nothing. */
export function questionFor(now: Circumstances): Question | null {
  const last = now.attemptsLeft === 1;
  const facts: Question["facts"] = [];
  if (last) {
    const best = now.score ? ASK.best(now.score) : ASK.bestFirst;
    facts.push({ tone: now.bestCounts ? "good" : "warn", text: now.bestCounts ? best : ASK.newest });
    facts.push(now.practised ? { tone: "good", text: ASK.tried } : { tone: "warn", text: ASK.notTried });
    if (now.due) facts.push({ tone: "", text: ASK.due(now.due) });
  } else if (!Number.isNaN(now.attemptsLeft)) facts.push({ tone: "", text: ASK.costs });
  const submit = last ? ASK.submitAttempt(now.attemptsAllowed) : ASK.submitAnyway;
  if (now.untouched) return { ...ASK.untouched, facts, submit };
  if (now.brokenLine !== null) return { title: ASK.broken.title, text: ASK.broken.text(now.brokenLine), facts, submit };
  if (!last) return null;
  return { title: ASK.last.title, text: ASK.last.text(now.attemptsAllowed), facts, submit };
}

/** Show the question; gives what to do, or null to go back to work. The safe answer has the focus. */
export function ask(dialog: HTMLDialogElement, question: Question): Promise<Mode | null> {
  setText(dialog, "[data-title]", question.title);
  setText(dialog, "[data-text]", question.text);
  findIn(dialog, "[data-facts]").replaceChildren(...question.facts.map(factItem));
  const submit = findIn(dialog, "[data-answer=submit]");
  submit.textContent = question.submit;
  dialog.returnValue = "";
  dialog.showModal();
  findIn(dialog, "[data-answer=try]").focus();
  return new Promise((resolve) => {
    const answers = dialog.querySelectorAll<HTMLElement>("[data-answer]");
    for (const button of answers) button.onclick = () => dialog.close(button.dataset["answer"]);
    dialog.addEventListener(
      "close",
      () => resolve(dialog.returnValue === "try" || dialog.returnValue === "submit" ? dialog.returnValue : null),
      { once: true },
    );
  });
}

function factItem({ tone, text }: Question["facts"][number]): HTMLLIElement {
  const item = document.createElement("li");
  const sign = document.createElement("span");
  sign.className = `sign ${tone}`;
  sign.ariaHidden = "true";
  sign.textContent = { good: "✓", warn: "!", "": "·" }[tone];
  const words = document.createElement("span");
  words.textContent = text;
  item.append(sign, words);
  return item;
}
