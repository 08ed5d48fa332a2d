// The steps of help that were opened stay open for the session: after a reload, and when the same mistake comes again.

const PREFIX = "ladder:";

/** Remember what is opened and closed below `root`, and open what was. */
export function rememberSteps(root: HTMLElement): void {
  root.addEventListener(
    "toggle",
    (event) => {
      const step = event.target;
      if (!(step instanceof HTMLDetailsElement) || !step.dataset["remembered"]) return;
      try {
        if (step.open) sessionStorage.setItem(key(step), "1");
        else sessionStorage.removeItem(key(step));
      } catch {
        // Without storage nothing is remembered.
      }
    },
    true,
  );
  openRemembered(root);
}

export function openRemembered(root: ParentNode): void {
  for (const step of root.querySelectorAll<HTMLDetailsElement>("details[data-remembered]")) {
    try {
      if (sessionStorage.getItem(key(step))) step.open = true;
    } catch {
      return;
    }
  }
}

/** Names the step within the assignment and the mistake. */
function key(step: HTMLDetailsElement): string {
  const cause = step.closest<HTMLElement>("[data-cause]")?.dataset["cause"] ?? "";
  return `${PREFIX}${location.pathname}:${cause}:${step.dataset["remembered"]}`;
}
