// The page of questions: what has changed, the next one without an answer, and checks of one answer alone.

import type { Urls } from "./messages";
import { markInLists, showAnswerResult, showTriesLeft } from "./questions";
import { Stream } from "./stream";
import { QUIZ, TEXT } from "./strings";

export class Quiz {
  private readonly questions: HTMLElement[];
  /** The answers that the page came with, which are graded or nobody's, by question. */
  private readonly known = new Map<string, string>();

  constructor(private readonly form: HTMLFormElement) {
    this.questions = [...form.querySelectorAll<HTMLElement>("[data-question]")];
    for (const question of this.questions) {
      this.remember(question, true);
      const button = question.querySelector<HTMLButtonElement>("[data-check]");
      button?.addEventListener("click", (event) => {
        event.preventDefault();
        void this.check(question, button);
      });
    }
    form.addEventListener("input", (event) => {
      const question = (event.target as Element).closest<HTMLElement>("[data-question]");
      if (question) this.changed(question);
    });
    for (const link of form.querySelectorAll("[data-next]")) link.addEventListener("click", (event) => this.goOn(event));
    for (const entry of form.querySelectorAll("[data-listed]")) {
      entry.addEventListener("click", () => entry.closest("details")?.removeAttribute("open"));
    }
    this.count();
  }

  /** The answers of the form were submitted. */
  submitted(): void {
    for (const question of this.questions) this.remember(question, false);
    this.count();
  }

  /** After a draft was restored, the answers on the page may differ from those that were graded. */
  restored(): void {
    for (const question of this.questions) this.changed(question);
  }

  /** `initial`: as the server wrote it. */
  private remember(question: HTMLElement, initial: boolean): void {
    this.known.set(nameOf(question), answerOf(question, initial));
  }

  private isChanged(question: HTMLElement): boolean {
    return answerOf(question, false) !== this.known.get(nameOf(question));
  }

  private changed(question: HTMLElement): void {
    const result = question.querySelector<HTMLElement>("[data-result]");
    if (this.isChanged(question)) markInLists(nameOf(question), "warn", null, QUIZ.changed);
    else if (result) {
      markInLists(nameOf(question), result.dataset["tone"] ?? "", result.querySelector("svg"), result.dataset["words"] ?? "");
    } else markInLists(nameOf(question), "off", null, QUIZ.unanswered);
    this.count();
  }

  private count(): void {
    const changed = this.questions.filter((question) => this.isChanged(question)).length;
    const graded = this.questions.filter((question) => question.querySelector("[data-result]")).length;
    const text = QUIZ.counted(graded, this.questions.length, changed);
    for (const line of this.form.querySelectorAll("[data-counted]")) line.textContent = text;
    const label = QUIZ.submit(changed);
    this.form.dataset["submitLabel"] = label;
    const button = this.form.querySelector("button[value=submit]");
    const place = button?.querySelector("[data-label]");
    if (place && button?.ariaDisabled !== "true") place.textContent = label;
  }

  private goOn(event: Event): void {
    event.preventDefault();
    const open = this.questions.find((question) => answerOf(question, false) === "") ?? this.questions[0];
    open?.scrollIntoView({ block: "start" });
    open?.querySelector<HTMLElement>("input")?.focus({ preventScroll: true });
  }

  private async check(question: HTMLElement, button: HTMLButtonElement): Promise<void> {
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    try {
      const response = await fetch(button.formAction, {
        method: "POST",
        body: this.bodyOf(question),
        headers: { Accept: "application/json" },
      });
      const answer = (await response.json()) as Urls & { message?: string; detail?: string };
      if (!response.ok) return this.say(question, answer.message ?? answer.detail ?? TEXT.failed);
      this.say(question, QUIZ.checking);
      await this.resultOf(question, answer);
    } catch {
      this.say(question, TEXT.offline);
    } finally {
      button.ariaDisabled = null;
    }
  }

  private resultOf(question: HTMLElement, urls: Urls): Promise<void> {
    return new Promise((done) => {
      new Stream(urls, 0, {
        onCase: (message) => {
          if (message.name === nameOf(question)) showAnswerResult(message);
        },
        onDone: (message) => {
          const html = message.answers[nameOf(question)];
          if (html) showAnswerResult({ name: nameOf(question), questionHtml: html });
          else if (!question.querySelector("[data-result]")) this.say(question, message.summary);
          if (message.progress) showTriesLeft(message.progress.tries);
          this.count();
          done();
        },
        onProgress: () => undefined,
        onWait: () => undefined,
        onRunning: () => undefined,
        onConnection: () => undefined,
      });
    });
  }

  private bodyOf(question: HTMLElement): FormData {
    const body = new FormData();
    body.set("csrf_token", this.form.querySelector<HTMLInputElement>("input[name=csrf_token]")?.value ?? "");
    for (const input of inputsOf(question)) if (isGiven(input, false)) body.append(input.name, input.value);
    return body;
  }

  /** What is said of an answer without a result. */
  private say(question: HTMLElement, text: string): void {
    const line = document.createElement("p");
    line.className = "small soft";
    line.textContent = text;
    question.querySelector("[data-question-result]")?.replaceChildren(line);
  }
}

function nameOf(question: HTMLElement): string {
  return question.dataset["question"] ?? "";
}

function inputsOf(question: HTMLElement): HTMLInputElement[] {
  return [...question.querySelectorAll<HTMLInputElement>("input")];
}

/** `initial`: as the server wrote it. */
function isGiven(input: HTMLInputElement, initial: boolean): boolean {
  if (input.type === "radio" || input.type === "checkbox") return initial ? input.defaultChecked : input.checked;
  return (initial ? input.defaultValue : input.value).trim() !== "";
}

/** The answer as one text; empty if there is none. */
function answerOf(question: HTMLElement, initial: boolean): string {
  const given = inputsOf(question).filter((input) => isGiven(input, initial));
  return given.map((input) => (initial && input.type === "text" ? input.defaultValue : input.value).trim()).join("\n");
}
