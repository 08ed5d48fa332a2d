// The result of each answer and the tries left: at its question, and in the lists of questions.

import type { CaseMessage } from "./messages";

export function showAnswerResult(message: Pick<CaseMessage, "name" | "questionHtml">): void {
  const question = questionOf(message.name);
  const result = question?.querySelector("[data-question-result]");
  if (!question || !result || message.questionHtml === null) return;
  // The HTML is rendered by the server, which escapes what the student typed.
  result.innerHTML = message.questionHtml;
  const shown = result.querySelector<HTMLElement>("[data-result]");
  if (!shown) return;
  const tone = shown.dataset["tone"] ?? "";
  const badge = question.querySelector<HTMLElement>("[data-badge]");
  if (badge) {
    badge.textContent = shown.querySelector("strong")?.textContent ?? "";
    badge.className = `badge ${tone}`;
    badge.hidden = false;
  }
  markInLists(message.name, tone, shown.querySelector("svg"), shown.dataset["words"] ?? "");
}

/** `tries`: the text to show, by the question's name. */
export function showTriesLeft(tries: Record<string, string>): void {
  for (const [name, text] of Object.entries(tries)) {
    const line = questionOf(name)?.querySelector("[data-tries]");
    if (line) line.textContent = text;
  }
}

export function clearAnswerResults(): void {
  for (const result of document.querySelectorAll("[data-question-result]")) result.replaceChildren();
  for (const badge of document.querySelectorAll<HTMLElement>("[data-badge]")) badge.hidden = true;
}

/** Show in each list of questions how this one stands. */
export function markInLists(name: string, tone: string, icon: SVGElement | null, words: string): void {
  for (const entry of document.querySelectorAll(`[data-listed="${CSS.escape(name)}"]`)) {
    const sign = entry.querySelector("[data-sign]");
    if (sign) {
      sign.className = `sign ${tone}`;
      sign.replaceChildren(...(icon ? [icon.cloneNode(true)] : []));
    }
    const text = entry.querySelector("[data-words]");
    if (text) text.textContent = words;
  }
}

function questionOf(name: string): HTMLElement | null {
  return document.querySelector(`[data-question="${CSS.escape(name)}"]`);
}
