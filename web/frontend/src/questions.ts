// What became of each answer, told beside its question.

import type { CaseMessage } from "./messages";

const place = (name: string): HTMLElement | null =>
  document.querySelector(`[data-question="${CSS.escape(name)}"] [data-question-result]`);

export function showAnswer(message: CaseMessage): void {
  const line = place(message.name);
  if (!line) return;
  const sign = document.createElement("span");
  sign.ariaHidden = "true";
  sign.textContent = message.sign;
  const badge = document.createElement("span");
  badge.className = `badge ${message.tone}`;
  badge.append(sign, ` ${round(message.score)} / ${round(message.maxScore)}`);
  line.replaceChildren(badge, ` ${message.line}`);
}

export function forgetAnswers(): void {
  for (const line of document.querySelectorAll("[data-question-result]")) line.replaceChildren();
}

export function round(points: number): string {
  return `${Number(points.toFixed(2))}`;
}
