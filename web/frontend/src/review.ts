// The keys of the instructor's page of a submission: J and K for the next and the previous one, C for a comment.

import { hasLetters, isTyping } from "./shortcuts";

export function installReviewKeys(head: HTMLElement | null): void {
  if (!head) return;
  window.addEventListener("keydown", (event) => {
    const modified = event.ctrlKey || event.altKey || event.metaKey;
    if (event.defaultPrevented || modified || !hasLetters() || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    const link = head.querySelector<HTMLAnchorElement>(`a[data-key="${key === "j" || key === "k" ? key : ""}"]`);
    const text = key === "c" ? document.querySelector<HTMLElement>("[data-comment-form] textarea") : null;
    if (!link && !text) return;
    event.preventDefault();
    link?.click();
    text?.focus();
  });
}
