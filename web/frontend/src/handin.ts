// The hand-in form: submits without leaving the page, and shows what the server answers.

import { Answers } from "./answers";
import type { Board } from "./board";
import { Code } from "./code";
import { ask, questionFor } from "./confirm";
import { findIn, setText } from "./dom";
import { FileChoice } from "./files";
import type { DoneMessage, Urls } from "./messages";
import { showTriesLeft } from "./questions";
import { announceRun, watchForRuns, type Run } from "./runs";
import { Status } from "./status";
import { TEXT } from "./strings";
import { Sync } from "./sync";
import type { FormPart, Mode } from "./types";
import { Versions } from "./versions";

export class HandIn {
  private readonly parts: FormPart[];
  private readonly files: FileChoice;
  private readonly status: Status;
  private urls: Urls | null = null;
  /** The code of the newest practice run of this visit. */
  private practised: string | null = null;
  readonly code: Code | null = null;
  /** Called when a submission was accepted, or one that runs was found. */
  onStart: (mode: Mode) => void = () => undefined;
  onEnded: (message: DoneMessage) => void = () => undefined;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly board: Board,
  ) {
    this.status = new Status(form);
    this.files = new FileChoice(form, (message) => this.showProblem(message));
    const commands = { runVisibleTests: () => void this.send("try"), submit: () => void this.send("submit") };
    const sync = new Sync(form);
    if (form.querySelector("[data-editor]")) this.code = new Code(form, this.files, sync, commands);
    const answers = form.querySelector("[data-question]") ? new Answers(form, sync) : null;
    new Versions(form, sync, this.code, answers).look();
    this.parts = [this.filePart(), this.code, answers].filter((part) => part !== null);
    form.addEventListener("submit", (event) => {
      const button = event.submitter as HTMLButtonElement | null;
      // Another address, such as that of a draft to bring back.
      if (button?.hasAttribute("formaction")) return;
      event.preventDefault();
      void this.send(button?.value === "try" ? "try" : "submit");
    });
    findIn(form, "[data-cancel]").addEventListener("click", () => void this.cancel());
    board.onMarks = (marks) => this.parts.forEach((part) => part.mark(marks));
    board.onEnd = (message) => this.ended(message);
    watchForRuns(form, (run) => this.found(run));
  }

  /** A submission from an earlier visit is still running. */
  resume(urls: Urls): void {
    this.urls = urls;
    this.status.running();
  }

  get isRunning(): boolean {
    return this.urls !== null;
  }

  /** The results of a run that was begun in another tab or browser. */
  private found(run: Run): void {
    if (this.urls || this.form.ariaBusy === "true") return;
    this.resume(run);
    this.board.reset(run.practice);
    this.board.watch(run, 0);
    this.onStart(run.practice ? "try" : "submit");
  }

  async send(mode: Mode): Promise<void> {
    const button = this.form.querySelector<HTMLButtonElement>(`button[value=${mode}]`);
    if (!button || button.disabled || this.form.ariaBusy === "true") return;
    if (this.urls) return this.status.say(TEXT.stillRunning);
    const problem = this.parts.map((part) => part.problem()).find(Boolean) ?? "";
    this.showProblem(problem);
    if (problem) return this.board.showRefused(problem);
    this.form.ariaBusy = "true";
    try {
      const answer = mode === "submit" ? await this.confirmed() : mode;
      if (answer) await this.post(answer);
    } finally {
      this.form.ariaBusy = null;
    }
  }

  /** What to do after the question, if there is one; null to go back to work. */
  private confirmed(): Mode | null | Promise<Mode | null> {
    const left = Number.parseInt(document.querySelector("[data-attempts-left]")?.textContent ?? "", 10);
    const score = document.querySelector("[data-my-score]")?.textContent?.split("/")[0]?.trim() ?? "";
    const question = questionFor({
      untouched: this.code?.isUntouched ?? false,
      brokenLine: this.code?.brokenLine ?? null,
      attemptsLeft: left,
      attemptsAllowed: Number(this.form.dataset["attemptsAllowed"]),
      bestCounts: this.form.dataset["counts"] === "best",
      score: score === "–" ? "" : score,
      practised: this.code !== null && this.hasPractised(),
      due: document.querySelector("[data-due]")?.textContent?.trim() ?? "",
    });
    const dialog = document.querySelector<HTMLDialogElement>("#confirm");
    return question && dialog ? ask(dialog, question) : "submit";
  }

  private hasPractised(): boolean {
    if (this.practised !== null) return this.practised === this.code?.text;
    return this.form.dataset["practice"] === "same";
  }

  private async post(mode: Mode): Promise<void> {
    // The request starts first; the page is reset while the server works.
    const request = fetch(this.form.action, {
      method: "POST",
      body: this.body(mode),
      headers: { Accept: "application/json" },
    });
    this.showProblem("");
    this.status.sending();
    for (const part of this.parts) {
      part.mark([]);
      part.save();
    }
    this.board.reset(mode === "try");
    try {
      const response = await request;
      if (response.ok) this.accepted((await response.json()) as Urls, mode);
      else this.refused(await refusalMessage(response));
    } catch {
      this.refused(TEXT.offline);
    }
  }

  private accepted(urls: Urls, mode: Mode): void {
    this.resume(urls);
    this.board.watch(urls, 0);
    if (mode === "try") this.practised = this.code?.text ?? null;
    announceRun(this.form, { ...urls, practice: mode === "try" });
    this.onStart(mode);
  }

  private filePart(): FormPart {
    const { files } = this;
    return {
      fill: (body) => void (files.file && body.set("file", files.file)),
      problem: () => files.problem(),
      save: () => undefined,
      mark: () => undefined,
    };
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
    this.status.idle();
  }

  private ended(message: DoneMessage): void {
    this.urls = null;
    this.status.idle();
    this.onEnded(message);
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
    const last = this.form.querySelector<HTMLElement>("[data-last]");
    if (last) last.hidden = attemptsLeft !== "1" || closed !== "";
  }

  async cancel(): Promise<void> {
    if (!this.urls) return;
    this.board.setSummary(TEXT.cancelling);
    try {
      await fetch(this.urls.cancel, {
        method: "POST",
        body: this.csrfBody(),
        headers: { Accept: "application/json" },
      });
    } catch {
      this.showProblem(TEXT.cancelFailed);
    }
  }

  private showProblem(message: string): void {
    const place = findIn(this.form, "[data-problem]");
    if (!message) return place.replaceChildren();
    const banner = document.createElement("div");
    banner.className = "refusal banner bad";
    banner.textContent = message;
    place.replaceChildren(banner);
  }
}

async function refusalMessage(response: Response): Promise<string> {
  if (response.headers.get("Content-Type")?.includes("json")) {
    const body = (await response.json()) as { message?: string; detail?: string };
    return body.message ?? body.detail ?? TEXT.failed;
  }
  if (response.status === 413) return TEXT.tooLarge;
  return response.status === 400 || response.status === 401 ? TEXT.signedOut : TEXT.refused;
}
