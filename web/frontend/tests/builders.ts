// Messages and elements that several tests need.

import type { CaseMessage, DoneMessage, Urls } from "../src/messages";

export const URLS: Urls = { id: "s1", page: "/s1", events: "/s1/events", state: "/s1/state", cancel: "/s1/cancel" };

export function caseMessage(changes: Partial<CaseMessage> = {}): CaseMessage {
  const message = {
    name: "zero",
    row: "gradient",
    title: "Exactly zero",
    verdict: "accepted",
    verdictText: "passed",
    score: 1.5,
    codeLine: null,
    error: "",
    questionHtml: null,
    ...changes,
  };
  const tone = message.verdict === "accepted" ? "good" : "bad";
  const html = `<li class="test" data-case="${message.name}" data-verdict="${message.verdict}" data-tone="${tone}">
    <details><summary><span class="sr">${message.verdictText}</span><span class="pts">${message.score}</span></summary></details></li>`;
  return { html, ...message };
}

export function doneMessage(changes: Partial<DoneMessage> = {}): DoneMessage {
  return {
    status: "graded",
    html: '<p class="outcome-summary">2 of 2 tests passed.</p>',
    board: null,
    unfinished: "not run",
    after: "",
    training: null,
    rowScores: {},
    summary: "2 of 2 tests passed.",
    answers: {},
    mark: null,
    score: 3,
    maxScore: 3,
    page: "/s1",
    repairs: null,
    progress: null,
    ...changes,
  };
}

/** A row of the results with waiting cases; names that begin with "hidden" are hidden tests. */
export function rowHtml(row: string, cases: string[]): string {
  const items = cases.map((name) => {
    const hidden = name.startsWith("hidden") ? " data-hidden" : "";
    return `<li class="test is-off" data-case="${name}" data-verdict="waiting"${hidden}>
      <span class="sign"><svg class="i"></svg></span><span class="sr">: waiting</span><span class="pts">– / 1</span></li>`;
  });
  const placeholder = cases.length ? "" : '<li data-verdict="waiting" data-placeholder></li>';
  return `<section data-row="${row}"><span data-row-score>–</span>
    <span data-row-points="12" data-visible-points="4.5">12</span>
    <ul class="tests">${items.join("")}${placeholder}</ul></section>`;
}

/** The results part of the page, as student/results.html renders it before a submission. */
export function resultsHtml(...rows: [row: string, cases: string[]][]): string {
  const board = `<div id="board">${rows.map(([row, cases]) => rowHtml(row, cases)).join("")}<div id="repairs"></div></div>`;
  const bars = rows.flatMap(([, cases]) => cases.map((name) => `<rect class="w" y="10" height="2" data-bar="${name}"/>`));
  const head = (words: string): string => `<span data-points-so-far>0</span> ${words}<span data-status>Sending</span>
    <svg data-strip>${bars.join("")}</svg><p class="outcome-summary"></p>`;
  return `<section id="live"><header id="outcome"></header><p role="status" data-announcement></p>
    <div data-notice hidden></div>${board}<div id="after"></div>
    <template id="initial-board">${board}</template><template id="initial-outcome">${head("")}</template>
    <template id="initial-practice">${head("visible")}</template></section>`;
}

/** An EventSource under the test's control. */
export class FakeEventSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static instances: FakeEventSource[] = [];
  readyState = FakeEventSource.CONNECTING;

  constructor(readonly url: string) {
    super();
    FakeEventSource.instances.push(this);
  }

  static get latest(): FakeEventSource {
    const latest = FakeEventSource.instances.at(-1);
    if (!latest) throw new Error("no stream was opened");
    return latest;
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }

  open(): void {
    this.readyState = FakeEventSource.OPEN;
    this.dispatchEvent(new Event("open"));
  }

  /** The server sends event number `id`. */
  send(id: number, kind: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data), lastEventId: String(id) }));
  }

  /** The connection is lost; `refused`: the browser does not reconnect by itself. */
  fail(refused: boolean): void {
    this.readyState = refused ? FakeEventSource.CLOSED : FakeEventSource.CONNECTING;
    this.dispatchEvent(new Event("error"));
  }
}
