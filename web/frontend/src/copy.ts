// "Copy" buttons: each copies the text beside it.

const BACK_MS = 2000;

export function listenForCopies(root: Document): void {
  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null;
    const text = button?.parentElement?.querySelector("pre");
    if (button && text) void copy(text).then((done) => tell(button, done));
  });
}

/** Whether it is in the clipboard; if it may not be put there, it is selected at least. */
async function copy(text: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text.textContent ?? "");
    return true;
  } catch {
    window.getSelection()?.selectAllChildren(text);
    return false;
  }
}

function tell(button: HTMLElement, done: boolean): void {
  const words = button.dataset["copy"] || (button.textContent ?? "");
  button.dataset["copy"] = words;
  button.textContent = done ? "Copied" : "Selected: press Ctrl+C";
  window.setTimeout(() => (button.textContent = words), BACK_MS);
}
