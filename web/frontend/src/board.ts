// The results on the page: the head with the score, the tests, and the announcements for screen readers.

import { Batches } from "./batches";
import { findIn, setText } from "./dom";
import { formatDuration, formatPoints } from "./format";
import { InactivityTimer } from "./inactivity";
import { openRemembered, rememberSteps } from "./ladder";
import type { CaseMessage, DoneMessage, ProgressMessage, Urls, Wait, Watcher } from "./messages";
import { clearAnswerResults, showAnswerResult } from "./questions";
import { Repairs } from "./repairs";
import { findCase, findRow, markRunning, markUnfinished, regroup, replaceCase, scrollBox, showFirstDifference } from "./rows";
import { Snapshot } from "./snapshot";
import { Stream } from "./stream";
import { BOARD } from "./strings";
import { labelStrip, setBar } from "./strip";
import { Training } from "./training";
import type { CodeMark } from "./types";

const ANNOUNCE_EVERY_MS = 1500;
// The browser takes as long for a frame as the grader for a short test.
const DRAW_EVERY_MS = 50;

export class Board implements Watcher {
  private readonly outcome: HTMLElement;
  private readonly training: Training | null;
  private repairs: Repairs | null = null;
  private stream: Stream | null = null;
  private results = new Map<string, CaseMessage>();
  private announceTimer = 0;
  private userScrolled = false;
  private practice = false;
  /** The results before the newest submission, which come back if it is refused. */
  private previous: Snapshot | null = null;
  private readonly undrawn = new Batches<CaseMessage>(DRAW_EVERY_MS, (messages) => this.showResults(messages));
  private readonly inactivity = new InactivityTimer((seconds) => this.showRunning(seconds));

  /** Called when a submission ends. */
  onEnd: (message: DoneMessage) => void = () => undefined;
  /** Called with all lines of the code that failed so far. */
  onMarks: (marks: CodeMark[]) => void = () => undefined;

  constructor(private readonly root: HTMLElement) {
    this.outcome = findIn(root, "#outcome");
    const training = root.querySelector<HTMLElement>("#training");
    this.training = training ? new Training(training) : null;
    this.findRepairs();
    rememberSteps(root);
    for (const kind of ["wheel", "touchmove", "keydown"]) {
      window.addEventListener(kind, () => (this.userScrolled = true), { passive: true });
    }
  }

  /** Show every test as waiting. `practice`: only the visible ones will run. */
  reset(practice: boolean): void {
    this.stream?.close();
    this.stream = null;
    this.previous = new Snapshot(this.root);
    this.results.clear();
    this.undrawn.clear();
    this.userScrolled = false;
    this.practice = practice;
    this.inactivity.stop();
    this.repairs?.reset();
    clearAnswerResults();
    this.showNotice("");
    this.copyTemplate("#initial-board", (content) => findIn(this.root, "#board").replaceWith(content));
    this.copyTemplate(practice ? "#initial-practice" : "#initial-outcome", (head) => this.outcome.replaceChildren(head));
    const after = this.root.querySelector("#after");
    after?.replaceChildren();
    this.copyTemplate("#initial-after", (pictures) => after?.append(pictures));
    this.copyTemplate("#initial-training", (content) => this.training?.replace(content));
    this.training?.reset();
    this.findRepairs();
    if (practice) this.showPractice();
    this.scrollToTop();
  }

  /** The server did not accept the submission: the earlier results come back, under the reason. */
  showRefused(reason = ""): void {
    this.previous?.restore();
    this.previous = null;
    this.findRepairs();
    this.showNotice(BOARD.notSubmitted(reason));
  }

  watch(urls: Urls, after: number): void {
    this.stream?.close();
    this.stream = new Stream(urls, after, this);
    if (!after) this.setStatus(BOARD.queued);
  }

  onCase(message: CaseMessage): void {
    this.results.set(message.name, message);
    this.undrawn.add(message);
    this.announceLater();
    this.inactivity.restart();
  }

  onRunning(): void {
    this.setStatus(BOARD.running);
    if (!this.results.size) this.setSummary(BOARD.runningCode);
    this.inactivity.restart();
  }

  onProgress(message: ProgressMessage): void {
    const item = findCase(this.root, message.case);
    const row = item?.closest<HTMLElement>("[data-row]")?.dataset["row"];
    const previous = [...this.results.values()].filter((result) => result.row === row).at(-1);
    this.setStatus(BOARD.running);
    this.training?.show(message, previous ? `${previous.title}: ${previous.verdictText}.` : "");
    this.inactivity.stop();
    if (item) this.markRunning(item, message.seconds);
  }

  onDone(message: DoneMessage): void {
    this.previous = null;
    window.clearTimeout(this.announceTimer);
    this.inactivity.stop();
    this.undrawn.flush();
    for (const [name, questionHtml] of Object.entries(message.answers)) showAnswerResult({ name, questionHtml });
    if (message.mark) this.onMarks([message.mark]);
    // The HTML is rendered by the server, which escapes its values.
    this.outcome.innerHTML = message.html;
    for (const [row, score] of Object.entries(message.rowScores)) this.setRowScore(row, score);
    const after = this.root.querySelector("#after");
    if (after) after.innerHTML = message.after;
    if (message.training !== null) this.training?.showReport(message.training);
    else this.training?.end();
    if (message.board !== null) this.showGroups(message.board);
    else if (message.status !== "graded") this.showUnfinished(message.unfinished);
    if (message.repairs) this.repairs?.watch(message.repairs);
    const points = message.score === null ? "" : ` ${BOARD.points(formatPoints(message.score), message.maxScore ?? 0)}`;
    showEnded();
    this.announce(`${BOARD.ended(message.status === "graded")}${points} ${message.summary}`);
    this.onEnd(message);
  }

  onWait(wait: Wait): void {
    this.setStatus(BOARD.queued);
    if (wait.paused) {
      this.setSummary(BOARD.paused);
      return;
    }
    const place = wait.ahead === 0 ? BOARD.next : BOARD.ahead(wait.ahead);
    this.setSummary(wait.seconds === null ? `${place}.` : BOARD.wait(place, formatDuration(wait.seconds)));
  }

  onConnection(connected: boolean): void {
    this.root.toggleAttribute("data-offline", !connected);
    if (!connected) this.setSummary(BOARD.connectionLost);
    else if (this.summary === BOARD.connectionLost) this.setSummary(BOARD.runningCode);
  }

  private get summary(): string {
    return this.outcome.querySelector(".outcome-summary")?.textContent ?? "";
  }

  /** The line of text in the head. */
  setSummary(text: string): void {
    setText(this.outcome, ".outcome-summary", text);
  }

  /** A banner above the results; empty text removes it. */
  showNotice(text: string): void {
    const notice = this.root.querySelector<HTMLElement>("[data-notice]");
    if (!notice) return;
    notice.textContent = text;
    notice.hidden = text === "";
  }

  private showResults(messages: CaseMessage[]): void {
    for (const message of messages) {
      replaceCase(this.root, message.name, message.row, message.html);
      setBar(this.outcome, message.name, message.verdict);
      showAnswerResult(message);
      this.showRowScore(message.row);
    }
    this.setStatus(BOARD.running);
    this.showCount();
    if (messages.some(({ codeLine }) => codeLine !== null)) this.onMarks(this.marks());
  }

  /** The tests by how they ended; the first failure is shown, without moving what is being read. */
  private showGroups(html: string): void {
    const board = regroup(findIn(this.root, "#board"), html);
    this.findRepairs();
    openRemembered(board);
    showFirstDifference(board);
    if (!this.userScrolled) board.querySelector(".cause > header")?.scrollIntoView({ block: "nearest" });
  }

  /** The run ended early: the tests without a result say so, the others keep theirs. */
  private showUnfinished(state: string): void {
    for (const item of this.root.querySelectorAll<HTMLElement>("[data-case][data-verdict=waiting]")) {
      markUnfinished(item, state);
    }
    for (const [name, { verdict }] of this.results) setBar(this.outcome, name, verdict);
    labelStrip(this.outcome);
  }

  private findRepairs(): void {
    this.repairs?.reset();
    const box = this.root.querySelector<HTMLElement>("#repairs");
    this.repairs = box ? new Repairs(box) : null;
  }

  /** How many tests are done, and the points so far. */
  private showCount(): void {
    const all = this.root.querySelectorAll("[data-case]:not([data-placeholder])").length;
    const expected = this.practice ? all - this.root.querySelectorAll("[data-case][data-hidden]").length : all;
    if (this.results.size < expected) this.setSummary(BOARD.done(this.results.size, expected));
    setText(this.outcome, "[data-points-so-far]", formatPoints(totalScore(this.results.values())));
    labelStrip(this.outcome);
  }

  /** Tests run in order: mark the first that waits as running, with its seconds. */
  private showRunning(seconds: number): void {
    const notHidden = this.practice ? ":not([data-hidden])" : "";
    const item = this.root.querySelector<HTMLElement>(`[data-case][data-verdict=waiting]${notHidden}`);
    if (item) this.markRunning(item, seconds);
  }

  private markRunning(item: HTMLElement, seconds: number | null): void {
    markRunning(item, seconds === null || seconds < 1 ? BOARD.now : `${Math.round(seconds)} s`);
    setBar(this.outcome, item.dataset["case"] ?? "", "running");
    labelStrip(this.outcome);
  }

  /** A practice run has denominators of its own, and leaves the hidden tests for the attempt. */
  private showPractice(): void {
    for (const points of this.root.querySelectorAll<HTMLElement>("#board [data-visible-points]")) {
      points.textContent = points.dataset["visiblePoints"] ?? "";
    }
    for (const state of this.root.querySelectorAll("[data-case][data-hidden] .pts")) state.textContent = BOARD.onSubmit;
  }

  private marks(): CodeMark[] {
    return [...this.results.values()].flatMap(({ codeLine, title, verdictText, error }) =>
      codeLine === null ? [] : [{ line: codeLine, message: error || `${title}: ${verdictText}` }],
    );
  }

  /** The badge while there is no score. */
  private setStatus(text: string): void {
    setText(this.outcome, "[data-status]", text);
  }

  /** A rubric row's score, once all its tests have results. */
  private showRowScore(row: string): void {
    const open = this.practice ? "[data-verdict=waiting]:not([data-hidden])" : "[data-verdict=waiting]";
    if (findRow(this.root, row)?.querySelector(open)) return;
    this.setRowScore(row, totalScore([...this.results.values()].filter((result) => result.row === row)));
  }

  private setRowScore(row: string, score: number): void {
    const section = findRow(this.root, row);
    if (section) setText(section, "[data-row-score]", formatPoints(score));
  }

  private scrollToTop(): void {
    const box = scrollBox(this.root);
    if (box && box !== document.scrollingElement) box.scrollTop = 0;
    const { top, bottom } = this.outcome.getBoundingClientRect();
    if (bottom > window.innerHeight || top < 0) this.root.scrollIntoView({ block: "start" });
  }

  /** Announce the state of the tests, at most every ANNOUNCE_EVERY_MS. */
  private announceLater(): void {
    if (this.announceTimer) return;
    this.announceTimer = window.setTimeout(() => {
      const failed = [...this.results.values()].filter((result) => result.verdict !== "accepted").length;
      this.announce(BOARD.announced(this.results.size, failed));
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

/** What is there only while a run goes on, such as Cancel, and what only after it, such as Regrade. */
function showEnded(): void {
  for (const item of document.querySelectorAll<HTMLElement>("[data-until-done]")) item.hidden = true;
  for (const item of document.querySelectorAll<HTMLElement>("[data-when-done]")) item.hidden = false;
}
