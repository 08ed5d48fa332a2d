// The list of attempts: the button names the two that are selected, and a third selection replaces the oldest.

import { t } from "./i18n";

export function installComparison(form: HTMLFormElement | null): void {
  const button = form?.querySelector<HTMLButtonElement>("[data-compare-button]");
  if (!form || !button) return;
  const boxes = [...form.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
  const selected = boxes.filter((box) => box.checked).reverse();
  const show = (): void => {
    const [later, earlier] = boxes.filter((box) => box.checked);
    button.disabled = !later || !earlier;
    button.textContent = later && earlier ? label(earlier, later) : t("Select two to compare");
  };
  form.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    const at = selected.indexOf(box);
    if (at >= 0) selected.splice(at, 1);
    if (box.checked) selected.push(box);
    if (selected.length > 2) (selected.shift() as HTMLInputElement).checked = false;
    show();
  });
  show();
}

function label(earlier: HTMLElement, later: HTMLElement): string {
  const [from, to] = [earlier.dataset["attempt"], later.dataset["attempt"]];
  if (from && to) return t("Compare attempts %(earlier)s and %(later)s", { earlier: from, later: to });
  return t("Compare %(earlier)s and %(later)s", { earlier: earlier.dataset["name"] ?? "", later: later.dataset["name"] ?? "" });
}
