// The results on the page: the rows of the test cases, the outcome, and the announcements for screen readers.

import { findIn, setText } from "./dom";
import { formatDuration, formatPoints } from "./format";
import { InactivityTimer } from "./inactivity";
import type { CaseMessage, DoneMessage, ProgressMessage, Urls, Wait, Watcher } from "./messages";
import { clearAnswerResults, showAnswerResult } from "./questions";
import { Repairs } from "./repairs";
import { findCase, findRow, markRunning, replaceCase, showFirstDifference } from "./rows";
import { Stream } from "./stream";
import { Training } from "./training";
import type { CodeMark } from "./types";

const ANNOUNCE_EVERY_MS = 1500;
const CONNECTION_LOST = "Connection lost. Reconnecting; your results are safe.";

export class Board implements Watcher {
  private readonly outcome: HTMLElement;
  private readonly training: Training | null;
  private readonly repairs: Repairs | null;
  private stream: Stream | null = null;
  private results = new Map<string, CaseMessage>();
  private announceTimer = 0;
  private userScrolled = false;
  private trial = false;
  private readonly inactivity = new InactivityTimer((seconds) => this.showRunning(seconds));

  /** Called when a submission ends. */
  onEnd: (message: DoneMessage) => void = () => undefined;
  /** Called with all lines of the code that failed so far. */
  onMarks: (marks: CodeMark[]) => void = () => undefined;

  constructor(private readonly root: HTMLElement) {
    this.outcome = findIn(root, "#outcome");
    const training = root.querySelector<HTMLElement>("#training");
    this.training = training ? new Training(training) : null;
    const repairs = root.querySelector<HTMLElement>("#repairs");
    this.repairs = repairs ? new Repairs(repairs) : null;
    for (const kind of ["wheel", "touchmove", "keydown"]) {
      window.addEventListener(kind, () => (this.userScrolled = true), { passive: true });
    }
  }

  /** Show every case as waiting. */
  reset(trial: boolean): void {
    this.stream?.close();
    this.stream = null;
    this.results.clear();
    this.userScrolled = false;
    this.trial = trial;
    this.inactivity.stop();
    clearAnswerResults();
    this.copyTemplate("#initial-board", (content) => findIn(this.root, "#board").replaceWith(content));
    this.copyTemplate("#initial-outcome", (content) => this.outcome.replaceChildren(content));
    this.training?.reset();
    this.repairs?.reset();
    if (trial) {
      for (const line of this.root.querySelectorAll(".case[data-hidden] .case-line")) {
        line.textContent = "Hidden: runs when you submit";
      }
    }
    const box = this.outcome.getBoundingClientRect();
    if (box.bottom > window.innerHeight || box.top < 0) this.root.scrollIntoView({ block: "start" });
  }

  /** The server did not accept the submission. */
  showRefused(): void {
    this.setStatus("Not submitted");
    this.setSummary("Nothing was submitted.");
  }

  watch(urls: Urls, after: number): void {
    this.stream?.close();
    this.stream = new Stream(urls, after, this);
    if (!after) this.setStatus("In the queue");
  }

  onCase(message: CaseMessage): void {
    this.results.set(message.name, message);
    replaceCase(this.root, message.name, message.row, message.html);
    showAnswerResult(message);
    this.setStatus("Running");
    this.showCount();
    this.showRowScore(message.row);
    if (message.codeLine !== null) this.onMarks(this.marks());
    this.announceLater();
    this.inactivity.restart();
  }

  onRunning(): void {
    this.setStatus("Running");
    if (!this.results.size) this.setSummary("Running your code...");
    this.inactivity.restart();
  }

  onProgress(message: ProgressMessage): void {
    const item = findCase(this.root, message.case);
    const row = item?.closest<HTMLElement>("[data-row]")?.dataset["row"];
    const previous = [...this.results.values()].filter((result) => result.row === row).at(-1);
    this.setStatus("Running");
    this.training?.show(message, previous ? `${previous.title}: ${previous.verdictText}.` : "");
    this.inactivity.stop();
    if (item) markRunning(item, "Running");
  }

  onDone(message: DoneMessage): void {
    for (const update of message.updates) this.onCase(update);
    if (message.mark) this.onMarks([message.mark]);
    window.clearTimeout(this.announceTimer);
    this.inactivity.stop();
    // Rendered by the server, which escapes its values.
    this.outcome.innerHTML = message.html;
    for (const [row, score] of Object.entries(message.rowScores)) this.setRowScore(row, score);
    this.training?.end();
    if (message.repairs) this.repairs?.watch(message.repairs);
    this.openCase(message.open);
    const points = message.score === null ? "" : ` ${formatPoints(message.score)} of ${message.maxScore} points.`;
    this.announce(`${message.status === "graded" ? "Graded." : "Not graded."}${points} ${message.summary}`);
    this.onEnd(message);
  }

  onWait(wait: Wait): void {
    this.setStatus("In the queue");
    const ahead = wait.ahead === 0 ? "Next in line" : `${wait.ahead} ahead of you in line`;
    this.setSummary(wait.seconds === null ? `${ahead}.` : `${ahead}, about ${formatDuration(wait.seconds)}.`);
  }

  onConnection(connected: boolean): void {
    this.root.toggleAttribute("data-offline", !connected);
    if (!connected) this.setSummary(CONNECTION_LOST);
    else if (this.summary === CONNECTION_LOST) this.setSummary("Running your code...");
  }

  private get summary(): string {
    return this.outcome.querySelector(".outcome-summary")?.textContent ?? "";
  }

  /** The line of text in the outcome. */
  setSummary(text: string): void {
    setText(this.outcome, ".outcome-summary", text);
  }

  /** How many tests are done, and the points so far. A practice run does not run hidden tests, so it shows no points. */
  private showCount(): void {
    const all = this.root.querySelectorAll("[data-case]:not([data-placeholder])").length;
    const expected = this.trial ? all - this.root.querySelectorAll("[data-case][data-hidden]").length : all;
    if (this.results.size < expected) this.setSummary(`${this.results.size} of ${expected} tests done.`);
    const meter = this.outcome.querySelector<HTMLProgressElement>("[data-points-so-far]");
    if (meter && !this.trial) meter.value = totalScore(this.results.values());
  }

  /** Cases run in order: mark the first that waits as running, with its seconds. */
  private showRunning(seconds: number): void {
    const notHidden = this.trial ? ":not([data-hidden])" : "";
    const item = this.root.querySelector<HTMLElement>(`[data-case][data-verdict=waiting]${notHidden}`);
    if (item) markRunning(item, seconds < 1 ? "Running" : `Running, ${seconds} s`);
  }

  private marks(): CodeMark[] {
    return [...this.results.values()].flatMap(({ codeLine, title, verdictText }) =>
      codeLine === null ? [] : [{ line: codeLine, message: `${title}: ${verdictText}` }],
    );
  }

  /** The badge while there is no final one, which comes with the outcome. */
  private setStatus(text: string): void {
    setText(this.outcome, "[data-status]", text);
  }

  /** A rubric row's score, once all its cases have results. */
  private showRowScore(row: string): void {
    if (findRow(this.root, row)?.querySelector("[data-verdict=waiting]")) return;
    this.setRowScore(row, totalScore([...this.results.values()].filter((result) => result.row === row)));
  }

  private setRowScore(row: string, score: number): void {
    const section = findRow(this.root, row);
    if (section) setText(section, "[data-row-score]", formatPoints(score));
  }

  private openCase(name: string | null): void {
    const item = name === null ? null : findCase(this.root, name);
    const details = item?.querySelector("details");
    if (!item || !details) return;
    details.open = true;
    showFirstDifference(item);
    // A passed case is opened for its pictures; only a failed one is worth moving the page.
    if (this.userScrolled || item.dataset["tone"] === "good") return;
    const tall = item.getBoundingClientRect().height > window.innerHeight;
    item.scrollIntoView({ block: tall ? "start" : "nearest" });
  }

  /** Announce the state of the tests, at most every ANNOUNCE_EVERY_MS. */
  private announceLater(): void {
    if (this.announceTimer) return;
    this.announceTimer = window.setTimeout(() => {
      const failed = [...this.results.values()].filter((result) => result.verdict !== "accepted").length;
      this.announce(`${this.results.size} tests done, ${failed} not passed.`);
    }, ANNOUNCE_EVERY_MS);
  }

  private announce(text: string): void {
    this.announceTimer = 0;
    setText(this.root, "[data-announcement]", text);
  }

  private copyTemplate(selector: string, insert: (content: DocumentFragment) => void): void {
    const template = this.root.querySelector<HTMLTemplateElement>(selector);
    if (template) insert(template.content.cloneNode(true) as DocumentFragment);
  }
}

function totalScore(results: Iterable<CaseMessage>): number {
  return [...results].reduce((sum, result) => sum + result.score, 0);
}
