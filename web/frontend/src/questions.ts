// The result of each answer and the tries left, beside its question.

import type { CaseMessage } from "./messages";

export function showAnswerResult(message: Pick<CaseMessage, "name" | "questionHtml">): void {
  const result = document.querySelector(`[data-question="${CSS.escape(message.name)}"] [data-question-result]`);
  // The HTML is rendered by the server, which escapes what the student typed.
  if (result && message.questionHtml !== null) result.innerHTML = message.questionHtml;
}

/** `tries`: the text to show, by the question's name. */
export function showTriesLeft(tries: Record<string, string>): void {
  for (const [name, text] of Object.entries(tries)) {
    const line = document.querySelector(`[data-question="${CSS.escape(name)}"] [data-tries]`);
    if (line) line.textContent = text;
  }
}

export function clearAnswerResults(): void {
  for (const result of document.querySelectorAll("[data-question-result]")) result.replaceChildren();
}
