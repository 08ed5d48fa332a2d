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
    questionHtml: null,
    ...changes,
  };
  const tone = message.verdict === "accepted" ? "good" : "bad";
  const html = `<li class="case" data-case="${message.name}" data-verdict="${message.verdict}" data-tone="${tone}">
    <details><summary><span class="case-line">${message.verdictText}</span></summary></details></li>`;
  return { html, ...message };
}

export function doneMessage(changes: Partial<DoneMessage> = {}): DoneMessage {
  return {
    status: "graded",
    html: '<p class="outcome-summary">2 of 2 tests passed.</p>',
    rowScores: {},
    summary: "2 of 2 tests passed.",
    updates: [],
    mark: null,
    score: 3,
    maxScore: 3,
    open: null,
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
    return `<li class="case" data-case="${name}" data-verdict="waiting"${hidden}>
      <span class="case-sign">·</span><span class="case-line"></span></li>`;
  });
  const placeholder = cases.length ? "" : '<li data-verdict="waiting" data-placeholder></li>';
  return `<section data-row="${row}"><span data-row-score>–</span>
    <ul class="cases">${items.join("")}${placeholder}</ul></section>`;
}

/** The results part of the page, as student/results.html renders it before a submission. */
export function resultsHtml(...rows: [row: string, cases: string[]][]): string {
  const board = `<div class="board" id="board">${rows.map(([row, cases]) => rowHtml(row, cases)).join("")}</div>`;
  const outcome = `<span data-status>Sending</span><progress max="3" value="0" data-points-so-far></progress>
    <p class="outcome-summary"></p>`;
  return `<section id="live"><div id="outcome"></div><p role="status" data-announcement></p>${board}
    <template id="initial-board">${board}</template><template id="initial-outcome">${outcome}</template></section>`;
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
