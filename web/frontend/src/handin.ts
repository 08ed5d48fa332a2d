// The hand-in form: submits without leaving the page, and shows what the server answers.

import { Answers } from "./answers";
import type { Board } from "./board";
import { Code } from "./code";
import { findIn, setText } from "./dom";
import type { DoneMessage, Urls } from "./messages";
import { showTriesLeft } from "./questions";
import type { FormPart } from "./types";

/** `try` runs the visible tests only. */
type Mode = "try" | "submit";

export class HandIn {
  private readonly parts: FormPart[] = [];
  private urls: Urls | null = null;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly board: Board,
  ) {
    const showProblem = (message: string): void => this.showProblem(message);
    const commands = { runVisibleTests: () => void this.send("try"), submit: () => void this.send("submit") };
    if (form.querySelector("[data-editor]")) this.parts.push(new Code(form, showProblem, commands));
    if (form.querySelector("[data-question]")) this.parts.push(new Answers(form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter as HTMLButtonElement | null;
      void this.send(button?.value === "try" ? "try" : "submit");
    });
    findIn(form, "[data-cancel]").addEventListener("click", () => void this.cancel());
    board.onMarks = (marks) => this.parts.forEach((part) => part.mark(marks));
    board.onEnd = (message) => this.ended(message);
  }

  /** A submission from an earlier visit is still running. */
  resume(urls: Urls): void {
    this.urls = urls;
    findIn(this.form, "[data-cancel]").hidden = false;
  }

  private async send(mode: Mode): Promise<void> {
    const button = this.form.querySelector<HTMLButtonElement>(`button[value=${mode}]`);
    if (!button || button.disabled || this.form.ariaBusy === "true") return;
    this.form.ariaBusy = "true";
    // The request starts first; the page is reset while the server works.
    const request = fetch(this.form.action, {
      method: "POST",
      body: this.body(mode),
      headers: { Accept: "application/json" },
    });
    this.showProblem("");
    for (const part of this.parts) {
      part.mark([]);
      part.save();
    }
    this.board.reset(mode === "try");
    try {
      const response = await request;
      if (response.ok) {
        this.urls = (await response.json()) as Urls;
        this.board.watch(this.urls, 0);
        findIn(this.form, "[data-cancel]").hidden = false;
      } else {
        this.refused(await refusalMessage(response));
      }
    } catch {
      this.refused(
        "The server cannot be reached. Your work is saved in this browser; submit it again when you are online.",
      );
    } finally {
      this.form.ariaBusy = null;
    }
  }

  private body(mode: Mode): FormData {
    const body = this.csrfBody();
    body.set("mode", mode);
    for (const part of this.parts) part.fill(body);
    return body;
  }

  private csrfBody(): FormData {
    const body = new FormData();
    body.set("csrf_token", findIn<HTMLInputElement>(this.form, "input[name=csrf_token]").value);
    return body;
  }

  private refused(message: string): void {
    this.showProblem(message);
    this.board.showRefused(message);
  }

  private ended(message: DoneMessage): void {
    this.urls = null;
    findIn(this.form, "[data-cancel]").hidden = true;
    if (!message.progress) return;
    const { attemptsLeft, score, closed, tries } = message.progress;
    setText(document, "[data-attempts-left]", attemptsLeft);
    setText(document, "[data-my-score]", score);
    showTriesLeft(tries);
    const submit = this.form.querySelector<HTMLButtonElement>("button[value=submit]");
    if (submit) submit.disabled = closed !== "";
    const notice = findIn(this.form, "[data-closed]");
    notice.hidden = closed === "";
    notice.textContent = closed;
  }

  private async cancel(): Promise<void> {
    if (!this.urls) return;
    this.board.setSummary("Cancelling...");
    try {
      await fetch(this.urls.cancel, {
        method: "POST",
        body: this.csrfBody(),
        headers: { Accept: "application/json" },
      });
    } catch {
      this.showProblem("Could not cancel: no connection. Grading continues.");
    }
  }

  private showProblem(message: string): void {
    findIn(this.form, "[data-problem]").textContent = message;
  }
}

async function refusalMessage(response: Response): Promise<string> {
  if (response.headers.get("Content-Type")?.includes("json")) {
    const body = (await response.json()) as { message?: string; detail?: string };
    return body.message ?? body.detail ?? "The request failed.";
  }
  if (response.status === 413) return "That file is too large.";
  if (response.status === 400 || response.status === 401) {
    return "You are signed out. Reload the page; your draft is saved.";
  }
  return "The server could not accept your work. It is saved in this browser; try again in a minute.";
}
