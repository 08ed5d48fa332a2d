// "Copy" buttons: each copies the text beside it.

import { COPY } from "./strings";

const RESET_MS = 2000;

export function installCopyButtons(root: Document): void {
  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null;
    const source = button?.parentElement?.querySelector("pre");
    if (button && source) void copy(source).then((copied) => showOutcome(button, copied));
  });
}

/** Whether the text was copied. Without access to the clipboard it is selected instead. */
async function copy(source: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(source.textContent ?? "");
    return true;
  } catch {
    window.getSelection()?.selectAllChildren(source);
    return false;
  }
}

function showOutcome(button: HTMLElement, copied: boolean): void {
  const label = button.dataset["copy"] || (button.textContent ?? "");
  button.dataset["copy"] = label;
  button.textContent = copied ? COPY.copied : COPY.selected;
  window.setTimeout(() => (button.textContent = label), RESET_MS);
}
