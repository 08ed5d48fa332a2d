// The settings of an assignment: the sentence that students will read follows each change, and changes are counted.

import { t, tn } from "./i18n";

/** Milliseconds after the last change until the sentence is asked for. */
const DELAY = 300;

function fields(form: HTMLFormElement): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") found.set(name, value);
  return found;
}

/** The number of fields that differ; a box that is not ticked is not sent. */
export function changes(before: Map<string, string>, after: Map<string, string>): number {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).length;
}

/** The settings form of the page, if it has one. */
export function followSettings(root: ParentNode): void {
  const form = root.querySelector<HTMLFormElement>("form[data-settings]");
  const sentence = root.querySelector<HTMLElement>("[data-summary]");
  const count = root.querySelector<HTMLElement>("[data-changes]");
  if (!form || !sentence) return;
  const before = fields(form);
  let timer: number | undefined;
  let latest = 0;

  const preview = async (): Promise<void> => {
    latest += 1;
    const number = latest;
    try {
      const answer = await fetch(form.dataset["preview"] ?? "", { method: "POST", body: new FormData(form) });
      const { summary } = (await answer.json()) as { summary: string };
      if (number === latest) sentence.textContent = summary || t("Some fields cannot be saved yet.");
    } catch {
      // Without a connection the sentence stays; saving tells what is wrong.
    }
  };
  form.addEventListener("input", () => {
    const number = changes(before, fields(form));
    if (count) count.textContent = number ? tn("%(num)s unsaved change", "%(num)s unsaved changes", number) : "";
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void preview(), DELAY);
  });
}
