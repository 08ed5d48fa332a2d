// The bar under the editor: what is going on, and which buttons there are. The counts of passed tests on the tabs.

import { findIn, setText } from "./dom";
import { BOARD, TEXT } from "./strings";

const SAID_MS = 4000;

export class Status {
  private readonly line: HTMLElement;
  private saidTimer = 0;

  constructor(private readonly form: HTMLFormElement) {
    this.line = findIn(form, "[data-status-line]");
    const results = document.querySelector("#live");
    if (!results) return;
    const follow = (): void => this.follow(results);
    new MutationObserver(follow).observe(results, { childList: true, subtree: true, characterData: true });
    this.follow(results);
  }

  sending(): void {
    this.show(true, TEXT.sending);
    this.line.textContent = TEXT.sending;
  }

  running(): void {
    this.show(true, TEXT.grading);
    findIn(this.form, "[data-cancel]").hidden = false;
    const run = this.form.querySelector<HTMLElement>("button[value=try]");
    if (run) {
      if (run === document.activeElement) findIn(this.form, "button[value=submit]").focus();
      run.hidden = true;
    }
  }

  idle(): void {
    this.show(false, this.form.dataset["submitLabel"] ?? TEXT.submit);
    const cancel = findIn(this.form, "[data-cancel]");
    const run = this.form.querySelector<HTMLElement>("button[value=try]");
    if (run) run.hidden = false;
    if (cancel === document.activeElement) (run ?? findIn(this.form, "button[value=submit]")).focus();
    cancel.hidden = true;
  }

  /** Say something for a few seconds. */
  say(text: string): void {
    window.clearTimeout(this.saidTimer);
    this.line.textContent = text;
    this.saidTimer = window.setTimeout(() => {
      this.saidTimer = 0;
      const results = document.querySelector("#live");
      if (results) this.follow(results);
    }, SAID_MS);
  }

  private show(busy: boolean, label: string): void {
    const submit = findIn(this.form, "button[value=submit]");
    submit.ariaDisabled = busy ? "true" : null;
    setText(submit, "[data-label]", label);
    findIn(this.form, "[data-turning]").hidden = !busy;
  }

  private follow(results: Element): void {
    const tests = [...results.querySelectorAll<HTMLElement>("[data-case]")];
    const done = tests.filter((test) => !["waiting", "running"].includes(test.dataset["verdict"] ?? ""));
    const passed = tests.filter((test) => test.dataset["verdict"] === "accepted").length;
    const counts = done.length ? `${passed} / ${tests.length}` : "";
    for (const place of document.querySelectorAll("[data-count]")) if (place.textContent !== counts) place.textContent = counts;
    if (this.saidTimer || !done.length && !results.querySelector("[data-status]")) return;
    const summary = results.querySelector(".outcome-summary")?.textContent?.trim() ?? "";
    const score = results.querySelector(".outcome-score")?.textContent?.replace(/\s+/g, " ").trim() ?? "";
    const text = score ? `${score} · ${BOARD.passed(passed, tests.length)}` : summary;
    if (text && this.line.textContent !== text) this.line.textContent = text;
  }
}
