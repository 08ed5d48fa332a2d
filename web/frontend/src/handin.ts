// The hand-in form: sends what it holds without leaving the page, and says what became of it.

import { Answers } from "./answers";
import type { Board } from "./board";
import { Code } from "./code";
import type { DoneMessage, Urls } from "./messages";
import { showTries } from "./questions";
import type { FormPart } from "./types";

type Mode = "try" | "submit";

export class HandIn {
  private readonly parts: FormPart[] = [];
  private urls: Urls | null = null;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly board: Board,
  ) {
    const problem = (message: string): void => this.problem(message);
    const commands = { tryIt: () => void this.send("try"), submit: () => void this.send("submit") };
    if (form.querySelector("[data-editor]")) this.parts.push(new Code(form, problem, commands));
    if (form.querySelector("[data-question]")) this.parts.push(new Answers(form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter as HTMLButtonElement | null;
      void this.send(button?.value === "try" ? "try" : "submit");
    });
    this.find("[data-cancel]").addEventListener("click", () => void this.cancel());
    board.onMarks = (marks) => this.parts.forEach((part) => part.mark(marks));
    board.onEnd = (message) => this.ended(message);
  }

  /** A submission of an earlier visit still runs. */
  resume(urls: Urls): void {
    this.urls = urls;
    this.find("[data-cancel]").hidden = false;
  }

  private async send(mode: Mode): Promise<void> {
    const button = this.form.querySelector<HTMLButtonElement>(`button[value=${mode}]`);
    if (!button || button.disabled || this.form.ariaBusy === "true") return;
    this.form.ariaBusy = "true";
    // On its way first: the page is put in order while the server works.
    const asked = fetch(this.form.action, {
      method: "POST",
      body: this.body(mode),
      headers: { Accept: "application/json" },
    });
    this.problem("");
    for (const part of this.parts) {
      part.mark([]);
      part.save();
    }
    this.board.reset(mode === "try");
    try {
      const answer = await asked;
      if (answer.ok) {
        this.urls = (await answer.json()) as Urls;
        this.board.watch(this.urls, 0);
        this.find("[data-cancel]").hidden = false;
      } else {
        this.refused(await told(answer));
      }
    } catch {
      this.refused("The server cannot be reached. Your work is kept here: try again when you are online.");
    } finally {
      this.form.ariaBusy = null;
    }
  }

  private body(mode: Mode): FormData {
    const body = this.proof();
    body.set("mode", mode);
    for (const part of this.parts) part.fill(body);
    return body;
  }

  /** A body with the token that proves that our own page sends it. */
  private proof(): FormData {
    const body = new FormData();
    body.set("csrf_token", this.find<HTMLInputElement>("input[name=csrf_token]").value);
    return body;
  }

  private refused(message: string): void {
    this.problem(message);
    this.board.refused();
  }

  private ended(message: DoneMessage): void {
    this.urls = null;
    this.find("[data-cancel]").hidden = true;
    if (!message.standing) return;
    write("[data-attempts-left]", message.standing.attemptsLeft);
    write("[data-my-score]", message.standing.score);
    showTries(message.standing.tries);
    const submit = this.form.querySelector<HTMLButtonElement>("button[value=submit]");
    const { closed } = message.standing;
    if (submit) submit.disabled = closed !== "";
    const notice = this.find("[data-closed]");
    notice.hidden = closed === "";
    notice.textContent = closed;
  }

  private async cancel(): Promise<void> {
    if (!this.urls) return;
    this.board.words("Cancelling.");
    try {
      await fetch(this.urls.cancel, { method: "POST", body: this.proof(), headers: { Accept: "application/json" } });
    } catch {
      this.problem("The server cannot be reached, so it goes on.");
    }
  }

  private problem(message: string): void {
    this.find("[data-problem]").textContent = message;
  }

  private find<T extends HTMLElement = HTMLElement>(selector: string): T {
    const found = this.form.querySelector<T>(selector);
    if (!found) throw new Error(`${selector} is missing`);
    return found;
  }
}

function write(selector: string, text: string): void {
  const place = document.querySelector(selector);
  if (place) place.textContent = text;
}

async function told(answer: Response): Promise<string> {
  if (answer.headers.get("Content-Type")?.includes("json")) {
    const body = (await answer.json()) as { message?: string; detail?: string };
    return body.message ?? body.detail ?? "That did not work.";
  }
  if (answer.status === 413) return "That file is too large.";
  if (answer.status === 400 || answer.status === 401) return "You are signed out. Reload the page; your draft is kept.";
  return "The server could not take it. Your work is kept here: try again in a moment.";
}
