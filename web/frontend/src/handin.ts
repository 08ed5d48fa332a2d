// The hand-in form: editor, draft, file, and sending without leaving the page.

import type { Board } from "./board";
import { Draft } from "./draft";
import { PlainField, type CodeField, type Commands } from "./field";
import type { DoneMessage, Urls } from "./messages";

const SAVE_MS = 400;

export class HandIn {
  private readonly area: HTMLTextAreaElement;
  private readonly file: HTMLInputElement;
  private readonly draft: Draft;
  private readonly starter: string;
  private field: CodeField;
  private saveTimer = 0;
  private urls: Urls | null = null;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly board: Board,
  ) {
    this.area = this.find<HTMLTextAreaElement>("textarea");
    this.file = this.find<HTMLInputElement>("input[type=file]");
    this.starter = this.area.value;
    this.draft = new Draft(form.dataset["draft"] ?? location.pathname);
    const commands: Commands = {
      change: () => this.changed(),
      tryIt: () => void this.send("try"),
      submit: () => void this.send("submit"),
    };
    this.field = new PlainField(this.area, commands);
    this.restore();
    this.listen();
    board.onMarks = (marks) => this.field.mark(this.file.files?.length ? [] : marks);
    board.onEnd = (message) => this.ended(message);
    this.find("[data-keys]").hidden = false;
    whenIdle(() => void this.upgrade(commands));
  }

  /** A submission of an earlier visit still runs. */
  resume(urls: Urls): void {
    this.urls = urls;
    this.find("[data-cancel]").hidden = false;
  }

  private listen(): void {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter as HTMLButtonElement | null;
      void this.send(button?.value === "submit" ? "submit" : "try");
    });
    this.find("[data-cancel]").addEventListener("click", () => void this.cancel());
    this.file.addEventListener("change", () => this.fileChosen());
    this.find("[data-file-clear]").addEventListener("click", () => {
      this.file.value = "";
      this.fileChosen();
    });
    this.form.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.form.classList.add("dropping");
    });
    this.form.addEventListener("dragleave", () => this.form.classList.remove("dropping"));
    this.form.addEventListener("drop", (event) => this.dropped(event));
    window.addEventListener("pagehide", () => this.save());
  }

  private async upgrade(commands: Commands): Promise<void> {
    try {
      const { createEditor } = await import("./editor");
      const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
      this.field = createEditor(this.area, nonce, commands);
    } catch {
      // Without the editor the text area does.
    }
  }

  private restore(): void {
    const kept = this.draft.load();
    if (!kept || kept.text === this.starter) return;
    this.field.set(kept.text);
    const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(kept.at);
    this.line(`Your draft of ${when} is back.`, "Start again from the starter");
  }

  private changed(): void {
    window.clearTimeout(this.saveTimer);
    this.saveTimer = window.setTimeout(() => this.save(), SAVE_MS);
  }

  private save(): void {
    window.clearTimeout(this.saveTimer);
    const text = this.field.get();
    if (text === this.starter) return this.draft.drop();
    const kept = this.draft.save(text);
    this.line(
      kept ? "Draft kept in this browser." : "This browser keeps no drafts.",
      kept ? "Start again from the starter" : null,
    );
  }

  private line(text: string, action: string | null): void {
    const line = this.find("[data-draft-line]");
    if (line.firstChild?.textContent === text) return;
    line.replaceChildren(document.createTextNode(text));
    if (!action) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = action;
    button.addEventListener("click", () => {
      this.field.set(this.starter);
      this.draft.drop();
      this.line("This is the starter.", null);
      this.field.focus();
    });
    line.append(button);
  }

  private fileChosen(): void {
    const chosen = this.file.files?.[0];
    this.find("[data-file-clear]").hidden = !chosen;
    const most = Number(this.form.dataset["maxBytes"]);
    const tooLarge = chosen && most && chosen.size > most;
    this.problem(tooLarge ? `${chosen.name} has ${kib(chosen.size)}; at most ${kib(most)} are accepted.` : "");
    if (chosen) this.line(`${chosen.name} (${kib(chosen.size)}) will be handed in, not the editor's text.`, null);
    else this.line("The editor's text will be handed in.", null);
  }

  private dropped(event: DragEvent): void {
    this.form.classList.remove("dropping");
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    event.preventDefault();
    if (files.length > 1) return this.problem("Drop one file only.");
    this.file.files = files;
    this.fileChosen();
  }

  private async send(mode: "try" | "submit"): Promise<void> {
    const button = this.find<HTMLButtonElement>(`button[value=${mode}]`);
    if (button.disabled || this.form.ariaBusy === "true") return;
    this.form.ariaBusy = "true";
    const body = this.body(mode);
    this.problem("");
    this.field.mark([]);
    this.board.reset(mode === "try");
    this.save();
    try {
      const answer = await fetch(this.form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.ok) {
        this.urls = (await answer.json()) as Urls;
        this.board.watch(this.urls, 0);
        this.find("[data-cancel]").hidden = false;
      } else {
        this.refused(await told(answer));
      }
    } catch {
      this.refused("The server cannot be reached. Your code is kept here: try again when you are online.");
    } finally {
      this.form.ariaBusy = null;
    }
  }

  private body(mode: string): FormData {
    const body = new FormData();
    body.set("csrf_token", this.find<HTMLInputElement>("input[name=csrf_token]").value);
    body.set("mode", mode);
    const chosen = this.file.files?.[0];
    if (chosen) body.set("file", chosen);
    else body.set("source", this.field.get());
    return body;
  }

  private refused(message: string): void {
    this.problem(message);
    this.board.words("Nothing was handed in.");
  }

  private ended(message: DoneMessage): void {
    this.urls = null;
    this.find("[data-cancel]").hidden = true;
    if (message.standing) {
      this.write("[data-attempts-left]", message.standing.attemptsLeft);
      this.write("[data-my-score]", message.standing.score);
      for (const button of this.form.querySelectorAll<HTMLButtonElement>("button[value=submit]")) {
        button.disabled = message.standing.closed;
      }
    }
  }

  private write(selector: string, text: string): void {
    const place = document.querySelector(selector);
    if (place) place.textContent = text;
  }

  private async cancel(): Promise<void> {
    if (!this.urls) return;
    const body = new FormData();
    body.set("csrf_token", this.find<HTMLInputElement>("input[name=csrf_token]").value);
    this.board.words("Cancelling.");
    try {
      await fetch(this.urls.cancel, { method: "POST", body, headers: { Accept: "application/json" } });
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

async function told(answer: Response): Promise<string> {
  if (answer.headers.get("Content-Type")?.includes("json")) {
    const body = (await answer.json()) as { message?: string; detail?: string };
    return body.message ?? body.detail ?? "That did not work.";
  }
  if (answer.status === 413) return "That file is too large.";
  if (answer.status === 400 || answer.status === 401) return "You are signed out. Reload the page; your draft is kept.";
  return "The server could not take it. Your code is kept here: try again in a moment.";
}

function kib(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} KiB`;
}

function whenIdle(action: () => void): void {
  if ("requestIdleCallback" in window) window.requestIdleCallback(action, { timeout: 1500 });
  else setTimeout(action, 200);
}
