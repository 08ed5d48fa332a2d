import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Board } from "../src/board";
import type { CodeMark } from "../src/types";
import { caseMessage, doneMessage, FakeEventSource, resultsHtml, URLS } from "./builders";

let board: Board;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeEventSource);
  Element.prototype.scrollIntoView = vi.fn<Element["scrollIntoView"]>();
  document.body.innerHTML = resultsHtml(["gradient", ["zero", "hidden_batch"]], ["shape", ["column"]], ["other", []]);
  board = new Board(document.querySelector("#live") as HTMLElement);
  board.reset(false);
});

afterEach(() => void vi.useRealTimers());

const text = (selector: string): string => document.querySelector(selector)?.textContent?.trim() ?? "missing";
const summary = (): string => text(".outcome-summary");
const lineOf = (name: string): string => text(`[data-case=${name}] .case-line`);
const rowScore = (row: string): string => text(`[data-row=${row}] [data-row-score]`);

describe("a finished case", () => {
  it("replaces the waiting one, is counted, and moves the meter", () => {
    board.onCase(caseMessage({ name: "zero", score: 1.5 }));
    expect(lineOf("zero")).toBe("passed");
    expect(document.querySelectorAll("[data-case=zero]")).toHaveLength(1);
    expect(summary()).toBe("1 of 3 tests done.");
    expect(text("[data-status]")).toBe("Running");
    expect(document.querySelector("progress")?.value).toBe(1.5);
  });

  it("completes its rubric row's score with the last case only", () => {
    board.onCase(caseMessage({ name: "zero", score: 1.25 }));
    expect(rowScore("gradient")).toBe("–");
    board.onCase(caseMessage({ name: "hidden_batch", score: 0.5 }));
    expect(rowScore("gradient")).toBe("1.75");
    expect(rowScore("shape")).toBe("–");
  });

  it("takes the place of the placeholder in a row whose cases are not known yet", () => {
    board.onCase(caseMessage({ name: "surprise", row: "other" }));
    expect(lineOf("surprise")).toBe("passed");
    expect(document.querySelector("[data-row=other] [data-placeholder]")).toBeNull();
  });

  it("marks the lines of all cases that failed so far", () => {
    const marks: CodeMark[][] = [];
    board.onMarks = (lines) => marks.push(lines);
    board.onCase(caseMessage({ name: "zero", codeLine: 3, verdict: "runtime_error", verdictText: "raised an error" }));
    board.onCase(caseMessage({ name: "hidden_batch" }));
    board.onCase(caseMessage({ name: "column", row: "shape", title: "Columns", codeLine: 7, verdictText: "out of time" }));
    expect(marks).toEqual([
      [{ line: 3, message: "Exactly zero: raised an error" }],
      [
        { line: 3, message: "Exactly zero: raised an error" },
        { line: 7, message: "Columns: out of time" },
      ],
    ]);
  });

  it("is announced to screen readers, not more often than every 1.5 s", () => {
    board.onCase(caseMessage({ name: "zero" }));
    board.onCase(caseMessage({ name: "column", row: "shape", verdict: "wrong_answer" }));
    expect(text("[data-announcement]")).toBe("");
    vi.advanceTimersByTime(1500);
    expect(text("[data-announcement]")).toBe("2 tests done, 1 not passed.");
  });
});

describe("a practice run", () => {
  beforeEach(() => board.reset(true));

  it("counts visible tests only, and shows no points so far", () => {
    expect(lineOf("hidden_batch")).toBe("Hidden: runs when you submit");
    board.onCase(caseMessage({ name: "zero" }));
    expect(summary()).toBe("1 of 2 tests done.");
    expect(document.querySelector("progress")?.value).toBe(0);
  });

  it("never shows a hidden test as running", () => {
    board.onCase(caseMessage({ name: "zero" }));
    vi.advanceTimersByTime(3000);
    expect(lineOf("hidden_batch")).toBe("Hidden: runs when you submit");
    expect(lineOf("column")).toBe("Running, 2 s");
  });
});

describe("while nothing is received", () => {
  it("the first waiting case runs, with its seconds", () => {
    board.onRunning();
    expect(summary()).toBe("Running your code...");
    vi.advanceTimersByTime(400);
    expect(lineOf("zero")).toBe("Running");
    vi.advanceTimersByTime(2000);
    expect(lineOf("zero")).toBe("Running, 2 s");
    expect(lineOf("column")).toBe("");
  });

  it("the place in the queue is shown", () => {
    board.onWait({ ahead: 0, seconds: 4.2 });
    expect(summary()).toBe("Next in line, about 4 s.");
    board.onWait({ ahead: 3, seconds: null });
    expect(summary()).toBe("3 ahead of you in line.");
    expect(text("[data-status]")).toBe("In the queue");
  });

  it("a lost connection is shown until it is back", () => {
    board.onConnection(false);
    expect(summary()).toBe("Connection lost. Reconnecting; your results are safe.");
    expect(document.querySelector("#live")?.hasAttribute("data-offline")).toBe(true);
    board.onConnection(true);
    expect(summary()).toBe("Running your code...");
    expect(document.querySelector("#live")?.hasAttribute("data-offline")).toBe(false);
  });

  it("an opened connection does not overwrite the summary", () => {
    board.onCase(caseMessage());
    board.onConnection(true);
    expect(summary()).toBe("1 of 3 tests done.");
  });
});

describe("the end", () => {
  it("shows outcome, row scores and updates, opens a case and announces the points", () => {
    const ended = vi.fn<Board["onEnd"]>();
    board.onEnd = ended;
    const message = doneMessage({
      rowScores: { gradient: 2, shape: 1 / 3 },
      updates: [caseMessage({ name: "zero", verdict: "wrong_answer", verdictText: "a known mistake" })],
      open: "zero",
    });
    board.onDone(message);
    expect(summary()).toBe("2 of 2 tests passed.");
    expect([rowScore("gradient"), rowScore("shape")]).toEqual(["2", "0.33"]);
    expect(lineOf("zero")).toBe("a known mistake");
    expect(document.querySelector<HTMLDetailsElement>("[data-case=zero] details")?.open).toBe(true);
    expect(text("[data-announcement]")).toBe("Graded. 3 of 3 points. 2 of 2 tests passed.");
    expect(ended).toHaveBeenCalledWith(message);
    vi.advanceTimersByTime(60_000);
    expect(text("[data-announcement]")).toBe("Graded. 3 of 3 points. 2 of 2 tests passed.");
  });

  it("scrolls to a failed case, unless the reader has scrolled", () => {
    const scroll = vi.mocked(Element.prototype.scrollIntoView);
    board.onCase(caseMessage({ name: "zero", verdict: "wrong_answer" }));
    scroll.mockClear();
    board.onDone(doneMessage({ open: "zero" }));
    expect(scroll).toHaveBeenCalledTimes(1);
    window.dispatchEvent(new Event("wheel"));
    board.onDone(doneMessage({ open: "zero" }));
    expect(scroll).toHaveBeenCalledTimes(1);
  });

  it("does not scroll to a case that passed", () => {
    board.onCase(caseMessage({ name: "zero" }));
    const scroll = vi.mocked(Element.prototype.scrollIntoView);
    scroll.mockClear();
    board.onDone(doneMessage({ open: "zero" }));
    expect(document.querySelector<HTMLDetailsElement>("[data-case=zero] details")?.open).toBe(true);
    expect(scroll).not.toHaveBeenCalled();
  });

  it("marks the line at which the file did not load", () => {
    const marks = vi.fn<Board["onMarks"]>();
    board.onMarks = marks;
    board.onDone(doneMessage({ status: "graded", score: 0, mark: { line: 4, message: "never closed" } }));
    expect(marks).toHaveBeenCalledWith([{ line: 4, message: "never closed" }]);
  });

  it("is announced without points when nothing was graded", () => {
    board.onDone(doneMessage({ status: "failed", score: null, maxScore: null, summary: "Cancelled." }));
    expect(text("[data-announcement]")).toBe("Not graded. Cancelled.");
  });
});

describe("a new submission", () => {
  it("starts over", () => {
    board.onCase(caseMessage({ name: "zero" }));
    board.reset(false);
    expect(lineOf("zero")).toBe("");
    expect(text("[data-status]")).toBe("Sending");
    board.watch(URLS, 0);
    expect(text("[data-status]")).toBe("In the queue");
    board.onCase(caseMessage({ name: "column", row: "shape" }));
    expect(summary()).toBe("1 of 3 tests done.");
    board.reset(false);
    expect(FakeEventSource.latest.readyState).toBe(FakeEventSource.CLOSED);
  });

  it("that is refused says so", () => {
    board.showRefused();
    expect(text("[data-status]")).toBe("Not submitted");
    expect(summary()).toBe("Nothing was submitted.");
  });
});
