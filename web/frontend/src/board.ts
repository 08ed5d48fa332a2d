// The results on the page: each test case's row, the outcome, what is said to screen readers.

import { formatDuration, formatPoints } from "./format";
import type { CaseMessage, DoneMessage, ProgressMessage, Urls, Wait, Watcher } from "./messages";
import { Pulse } from "./pulse";
import { forgetAnswers, showAnswer } from "./questions";
import { Stream } from "./stream";
import { Training } from "./training";
import type { CodeMark } from "./types";

const SAY_EVERY_MS = 1500;

export class Board implements Watcher {
  private readonly outcome: HTMLElement;
  private readonly say: HTMLElement | null;
  private readonly training: Training | null;
  private stream: Stream | null = null;
  private seen = new Map<string, CaseMessage>();
  private sayTimer = 0;
  private moved = false;
  private trial = false;
  private readonly pulse = new Pulse((seconds) => this.linger(seconds));

  /** Told when a submission ends, and of each line that failed. */
  onEnd: (message: DoneMessage) => void = () => undefined;
  onMarks: (marks: CodeMark[]) => void = () => undefined;

  constructor(private readonly root: HTMLElement) {
    this.outcome = this.find("#outcome");
    this.say = root.querySelector("[data-say]");
    const training = root.querySelector<HTMLElement>("#training");
    this.training = training ? new Training(training) : null;
    for (const kind of ["wheel", "touchmove", "keydown"]) {
      window.addEventListener(kind, () => (this.moved = true), { passive: true });
    }
  }

  /** Every case waits again. */
  reset(trial: boolean): void {
    this.stream?.close();
    this.stream = null;
    this.seen.clear();
    this.moved = false;
    this.trial = trial;
    this.pulse.stop();
    forgetAnswers();
    this.copy("#fresh-board", this.find("#board"), true);
    this.copy("#fresh-outcome", this.outcome, false);
    this.training?.reset();
    if (trial) {
      for (const tag of this.root.querySelectorAll(".case[data-hidden] .case-line")) {
        tag.textContent = "Hidden: runs when you submit";
      }
    }
    const box = this.outcome.getBoundingClientRect();
    if (box.bottom > window.innerHeight || box.top < 0) this.root.scrollIntoView({ block: "start" });
  }

  /** What was sent was not taken. */
  refused(): void {
    this.badge("Not handed in");
    this.words("Nothing was handed in.");
  }

  watch(urls: Urls, after: number): void {
    this.stream?.close();
    this.stream = new Stream(urls, after, this);
    if (!after) this.badge("In the queue");
  }

  onCase(message: CaseMessage): void {
    this.seen.set(message.name, message);
    const fresh = document.createElement("template");
    fresh.innerHTML = message.html;
    const item = fresh.content.firstElementChild;
    const old = this.root.querySelector(`[data-case="${CSS.escape(message.name)}"]`);
    if (!item) return;
    if (old) old.replaceWith(item);
    else this.append(message.row, item);
    showAnswer(message);
    this.badge("Running");
    this.count();
    this.rowScore(message.row);
    const marks = [...this.seen.values()].filter((one) => one.codeLine !== null);
    if (message.codeLine !== null) {
      this.onMarks(marks.map((one) => ({ line: one.codeLine ?? 1, message: `${one.title}: ${one.words}` })));
    }
    this.tell();
    this.pulse.beat();
  }

  onRunning(): void {
    this.badge("Running");
    if (!this.seen.size) this.words("Your code runs.");
    this.pulse.beat();
  }

  onProgress(message: ProgressMessage): void {
    const item = this.root.querySelector<HTMLElement>(`[data-case="${CSS.escape(message.case)}"]`);
    const row = item?.closest<HTMLElement>("[data-row]")?.dataset["row"];
    const before = [...this.seen.values()].filter((one) => one.row === row).at(-1);
    this.badge("Running");
    this.training?.show(message, before ? `${before.title}: ${before.words}.` : "");
    this.pulse.stop();
    if (item) running(item, "Running");
  }

  onDone(message: DoneMessage): void {
    for (const one of message.explained) this.onCase(one);
    if (message.mark) this.onMarks([message.mark]);
    window.clearTimeout(this.sayTimer);
    this.pulse.stop();
    this.outcome.innerHTML = message.html;
    for (const [row, score] of Object.entries(message.rows)) {
      const place = this.root.querySelector(`[data-row="${CSS.escape(row)}"] [data-row-score]`);
      if (place) place.textContent = formatPoints(score);
    }
    this.training?.end();
    this.open(message.open);
    const points = message.score === null ? "" : ` ${formatPoints(message.score)} of ${message.maxScore} points.`;
    this.speak(`${message.status === "graded" ? "Graded." : "Not graded."}${points} ${message.words}`);
    this.onEnd(message);
  }

  onWait(wait: Wait): void {
    this.badge("In the queue");
    const ahead = wait.ahead === 0 ? "Next in the queue" : `${wait.ahead} ahead of you in the queue`;
    this.words(wait.seconds === null ? `${ahead}.` : `${ahead}, about ${formatDuration(wait.seconds)}.`);
  }

  onConnection(connected: boolean): void {
    this.root.toggleAttribute("data-offline", !connected);
    if (!connected) this.words("The connection was lost. It comes back by itself, and nothing is lost.");
    else if (this.words()?.startsWith("The connection")) this.words("The tests run.");
  }

  /** Read or write the line of words in the outcome's box. */
  words(text?: string): string | null {
    const line = this.outcome.querySelector(".outcome-words");
    if (line && text !== undefined) line.textContent = text;
    return line?.textContent ?? null;
  }

  /** How many tests are done, while some are not, and the points so far; of a trial the most is not known yet. */
  private count(): void {
    const all = this.root.querySelectorAll("[data-case]:not([data-placeholder])").length;
    const mine = this.trial ? all - this.root.querySelectorAll("[data-case][data-hidden]").length : all;
    if (this.seen.size < mine) this.words(`${this.seen.size} of ${mine} tests done.`);
    const meter = this.outcome.querySelector<HTMLProgressElement>("[data-so-far]");
    if (meter && !this.trial) meter.value = [...this.seen.values()].reduce((sum, one) => sum + one.score, 0);
  }

  /** Nothing was heard for a while: say which test takes its time, and how long already. */
  private linger(seconds: number): void {
    const hidden = this.trial ? ":not([data-hidden])" : "";
    const item = this.root.querySelector<HTMLElement>(`[data-case][data-verdict=waiting]${hidden}`);
    if (item) running(item, seconds < 1 ? "Running" : `Running, ${seconds} s`);
  }

  /** Where it is on its way; the final badge comes with the outcome. */
  private badge(text: string): void {
    const badge = this.outcome.querySelector("[data-way]");
    if (badge && badge.textContent !== text) badge.textContent = text;
  }

  /** A rubric row's score, once all its cases are known. */
  private rowScore(row: string): void {
    const section = this.root.querySelector(`[data-row="${CSS.escape(row)}"]`);
    const place = section?.querySelector("[data-row-score]");
    if (!section || !place || section.querySelector("[data-verdict=waiting]")) return;
    const scores = [...this.seen.values()].filter((one) => one.row === row).map((one) => one.score);
    place.textContent = formatPoints(scores.reduce((sum, one) => sum + one, 0));
  }

  private open(name: string | null): void {
    if (name === null) return;
    const item = this.root.querySelector<HTMLElement>(`[data-case="${CSS.escape(name)}"]`);
    const details = item?.querySelector("details");
    if (!item || !details) return;
    details.open = true;
    showDifference(item);
    // What passed is opened for its pictures only: that is no reason to take the reader there.
    if (this.moved || item.dataset["tone"] === "good") return;
    const tall = item.getBoundingClientRect().height > window.innerHeight;
    item.scrollIntoView({ block: tall ? "start" : "nearest" });
  }

  private append(row: string, item: Element): void {
    const list = this.root.querySelector(`[data-row="${CSS.escape(row)}"] .cases`);
    list?.querySelector("[data-placeholder]")?.remove();
    list?.append(item);
  }

  private tell(): void {
    if (this.sayTimer) return;
    this.sayTimer = window.setTimeout(() => {
      this.sayTimer = 0;
      const failed = [...this.seen.values()].filter((one) => one.verdict !== "accepted").length;
      this.speak(`${this.seen.size} tests done, ${failed} not passed.`);
    }, SAY_EVERY_MS);
  }

  private speak(text: string): void {
    this.sayTimer = 0;
    if (this.say) this.say.textContent = text;
  }

  private copy(template: string, target: HTMLElement, replace: boolean): void {
    const source = this.root.querySelector<HTMLTemplateElement>(template);
    if (!source) return;
    const content = source.content.cloneNode(true) as DocumentFragment;
    if (replace) target.replaceWith(content);
    else target.replaceChildren(content);
  }

  private find(selector: string): HTMLElement {
    const found = this.root.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`${selector} is missing`);
    return found;
  }
}

/** A case that has no result yet runs. */
function running(item: HTMLElement, words: string): void {
  if (item.dataset["verdict"] !== "waiting") return;
  item.dataset["tone"] = "accent";
  const [sign, line] = [item.querySelector(".case-sign"), item.querySelector(".case-line")];
  if (sign) sign.textContent = "…";
  if (line) line.textContent = words;
}

/** Bring the first entry that differs into view inside its own box. */
export function showDifference(root: ParentNode): void {
  for (const cell of root.querySelectorAll<HTMLElement>(".grid .first")) {
    const box = cell.closest<HTMLElement>(".value-box");
    if (!box) continue;
    const [inner, outer] = [cell.getBoundingClientRect(), box.getBoundingClientRect()];
    box.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
    box.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
  }
}
