// What became of each answer, and how many tries are left, told beside its question.

import type { CaseMessage } from "./messages";

export function showAnswer(message: CaseMessage): void {
  const place = document.querySelector(`[data-question="${CSS.escape(message.name)}"] [data-question-result]`);
  if (place && message.answer !== null) place.innerHTML = message.answer;
}

export function showTries(tries: Record<string, string>): void {
  for (const [name, words] of Object.entries(tries)) {
    const place = document.querySelector(`[data-question="${CSS.escape(name)}"] [data-tries]`);
    if (place) place.textContent = words;
  }
}

export function forgetAnswers(): void {
  for (const place of document.querySelectorAll("[data-question-result]")) place.replaceChildren();
}
