import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Board } from "../src/board";
import type { CodeMark } from "../src/types";
import { caseMessage, doneMessage, FakeEventSource, resultsHtml, URLS } from "./builders";

let board: Board;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeEventSource);
  sessionStorage.clear();
  Element.prototype.scrollIntoView = vi.fn<Element["scrollIntoView"]>();
  document.body.innerHTML = resultsHtml(["gradient", ["zero", "hidden_batch"]], ["shape", ["column"]], ["other", []]);
  board = new Board(document.querySelector("#live") as HTMLElement);
  board.reset(false);
});

afterEach(() => void vi.useRealTimers());

const text = (selector: string): string => document.querySelector(selector)?.textContent?.trim() ?? "missing";
const summary = (): string => text(".outcome-summary");
const stateOf = (name: string): string => text(`[data-case=${name}] .pts`);
const verdictOf = (name: string): string => text(`[data-case=${name}] .sr`);
const rowScore = (row: string): string => text(`[data-row=${row}] [data-row-score]`);
/** Let results that came at once be drawn. */
const draw = (): void => void vi.advanceTimersByTime(50);
const bar = (name: string): string => document.querySelector(`[data-bar=${name}]`)?.getAttribute("class") ?? "missing";

describe("a finished case", () => {
  it("replaces the waiting one, is counted, adds its points and raises its bar", () => {
    board.onCase(caseMessage({ name: "zero", score: 1.5 }));
    expect(verdictOf("zero")).toBe("passed");
    expect(document.querySelectorAll("[data-case=zero]")).toHaveLength(1);
    expect(summary()).toBe("1 of 3 tests done.");
    expect(text("[data-status]")).toBe("Running");
    expect(text("[data-points-so-far]")).toBe("1.5");
    expect([bar("zero"), bar("column")]).toEqual(["p", "w"]);
    expect(document.querySelector("[data-strip]")?.getAttribute("aria-label")).toBe("1 passed, 2 not run");
  });

  it("completes its rubric row's score with the last case only", () => {
    board.onCase(caseMessage({ name: "zero", score: 1.25 }));
    expect(rowScore("gradient")).toBe("–");
    board.onCase(caseMessage({ name: "hidden_batch", score: 0.5 }));
    draw();
    expect(rowScore("gradient")).toBe("1.75");
    expect(rowScore("shape")).toBe("–");
  });

  it("takes the place of the placeholder in a row whose cases are not known yet", () => {
    board.onCase(caseMessage({ name: "surprise", row: "other" }));
    expect(verdictOf("surprise")).toBe("passed");
    expect(document.querySelector("[data-row=other] [data-placeholder]")).toBeNull();
  });

  it("marks the lines of all cases that failed so far", () => {
    const marks: CodeMark[][] = [];
    board.onMarks = (lines) => marks.push(lines);
    board.onCase(caseMessage({ name: "zero", codeLine: 3, verdict: "runtime_error", verdictText: "raised an error" }));
    board.onCase(caseMessage({ name: "hidden_batch" }));
    board.onCase(caseMessage({ name: "column", row: "shape", title: "Columns", codeLine: 7, verdictText: "out of time" }));
    draw();
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

describe("results that come at once", () => {
  it("are drawn together after the first one, at the latest at the end", () => {
    for (const name of ["zero", "hidden_batch", "column"]) board.onCase(caseMessage({ name }));
    expect([verdictOf("zero"), verdictOf("hidden_batch")]).toEqual(["passed", ": waiting"]);
    draw();
    expect([verdictOf("hidden_batch"), verdictOf("column")]).toEqual(["passed", "passed"]);
    board.onCase(caseMessage({ name: "zero", verdictText: "wrong answer" }));
    board.onDone(doneMessage());
    expect(verdictOf("zero")).toBe("wrong answer");
  });

  it("are not drawn any more when a new submission begins", () => {
    for (const name of ["zero", "column"]) board.onCase(caseMessage({ name }));
    board.reset(false);
    draw();
    expect(stateOf("column")).toBe("– / 1");
  });
});

describe("a practice run", () => {
  beforeEach(() => board.reset(true));

  it("counts visible tests only, with their own points", () => {
    expect(stateOf("hidden_batch")).toBe("on submit");
    expect(text("#outcome")).toContain("visible");
    expect(text("[data-row=gradient] [data-visible-points]")).toBe("4.5");
    board.onCase(caseMessage({ name: "zero" }));
    expect(summary()).toBe("1 of 2 tests done.");
    expect(rowScore("gradient")).toBe("1.5");
  });

  it("never shows a hidden test as running", () => {
    board.onCase(caseMessage({ name: "zero" }));
    vi.advanceTimersByTime(3000);
    expect(stateOf("hidden_batch")).toBe("on submit");
    expect(stateOf("column")).toBe("2 s");
  });
});

describe("while nothing is received", () => {
  it("the first waiting case runs, with its seconds", () => {
    board.onRunning();
    expect(summary()).toBe("Running your code...");
    vi.advanceTimersByTime(400);
    expect(stateOf("zero")).toBe("running");
    expect(verdictOf("zero")).toBe(": running");
    expect(bar("zero")).toBe("r");
    vi.advanceTimersByTime(2000);
    expect(stateOf("zero")).toBe("2 s");
    expect(stateOf("column")).toBe("– / 1");
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

const GROUPS = `<div id="board"><article class="cause" data-cause="at_zero"><header>At zero</header>
  <div id="repairs"></div><details data-remembered="2"><summary>Where</summary></details>
  <ul class="tests"><li data-case="zero" data-verdict="wrong_answer"><span class="sr">a known mistake</span></li></ul></article>
  <ul class="tests"><li data-place="column"></li></ul></div>`;

describe("the end", () => {
  it("shows head, row scores and what follows, and announces the points", () => {
    const ended = vi.fn<Board["onEnd"]>();
    board.onEnd = ended;
    const message = doneMessage({ rowScores: { gradient: 2, shape: 1 / 3 }, after: "<p>1 note</p>" });
    board.onDone(message);
    expect(summary()).toBe("2 of 2 tests passed.");
    expect([rowScore("gradient"), rowScore("shape")]).toEqual(["2", "0.33"]);
    expect(text("#after")).toBe("1 note");
    expect(text("[data-announcement]")).toBe("Graded. 3 of 3 points. 2 of 2 tests passed.");
    expect(ended).toHaveBeenCalledWith(message);
    vi.advanceTimersByTime(60_000);
    expect(text("[data-announcement]")).toBe("Graded. 3 of 3 points. 2 of 2 tests passed.");
  });

  it("groups the tests by cause, and moves the rows that did not change", () => {
    board.onCase(caseMessage({ name: "zero", verdict: "wrong_answer", verdictText: "wrong answer" }));
    board.onCase(caseMessage({ name: "column", row: "shape" }));
    draw();
    const passed = document.querySelector("[data-case=column]");
    board.onDone(doneMessage({ board: GROUPS }));
    expect(verdictOf("zero")).toBe("a known mistake");
    expect(document.querySelector("[data-case=column]")).toBe(passed);
    expect(document.querySelectorAll("[data-case=zero], [data-case=column]")).toHaveLength(2);
    expect(document.querySelector("[data-place]")).toBeNull();
  });

  it("shows the first failure, unless the reader has scrolled", () => {
    const scroll = vi.mocked(Element.prototype.scrollIntoView);
    scroll.mockClear();
    board.onDone(doneMessage({ board: GROUPS }));
    expect(scroll).toHaveBeenCalledTimes(1);
    window.dispatchEvent(new Event("wheel"));
    board.onDone(doneMessage({ board: GROUPS }));
    expect(scroll).toHaveBeenCalledTimes(1);
  });

  it("does not scroll when all passed", () => {
    board.onCase(caseMessage({ name: "zero" }));
    const scroll = vi.mocked(Element.prototype.scrollIntoView);
    scroll.mockClear();
    board.onDone(doneMessage());
    expect(scroll).not.toHaveBeenCalled();
  });

  it("opens the steps of help that were opened before", () => {
    board.onDone(doneMessage({ board: GROUPS }));
    const step = (): HTMLDetailsElement => document.querySelector("details[data-remembered]") as HTMLDetailsElement;
    expect(step().open).toBe(false);
    step().open = true;
    step().dispatchEvent(new Event("toggle"));
    board.reset(false);
    board.onDone(doneMessage({ board: GROUPS }));
    expect(step().open).toBe(true);
    step().open = false;
    step().dispatchEvent(new Event("toggle"));
    board.onDone(doneMessage({ board: GROUPS }));
    expect(step().open).toBe(false);
  });

  it("asks for repairs in the place that the cause has for them", async () => {
    vi.stubGlobal(
      "fetch",
      vi.fn(() => Promise.resolve({ ok: true, json: () => Promise.resolve({ status: "ready", html: "line 6" }) })),
    );
    board.onDone(doneMessage({ board: GROUPS, repairs: "/s1/repairs" }));
    await vi.advanceTimersByTimeAsync(1000);
    expect(text(".cause #repairs")).toBe("line 6");
  });

  it("marks the line at which the file did not load", () => {
    const marks = vi.fn<Board["onMarks"]>();
    board.onMarks = marks;
    board.onDone(doneMessage({ status: "graded", score: 0, mark: { line: 4, message: "never closed" } }));
    expect(marks).toHaveBeenCalledWith([{ line: 4, message: "never closed" }]);
  });

  it("of a cancelled run says so in each row without a result, and keeps the others", () => {
    board.onCase(caseMessage({ name: "zero", score: 1.5 }));
    vi.advanceTimersByTime(400);
    board.onDone(doneMessage({ status: "failed", score: null, maxScore: null, summary: "Cancelled.", unfinished: "cancelled" }));
    expect(text("[data-announcement]")).toBe("Not graded. Cancelled.");
    expect(stateOf("zero")).toBe("1.5");
    expect([stateOf("hidden_batch"), stateOf("column")]).toEqual(["cancelled", "cancelled"]);
    expect(verdictOf("hidden_batch")).toBe(": cancelled");
    expect(document.querySelector(".sign.run")).toBeNull();
  });
});

describe("a new submission", () => {
  it("starts over", () => {
    board.onCase(caseMessage({ name: "zero" }));
    board.reset(false);
    expect(stateOf("zero")).toBe("– / 1");
    expect(text("[data-status]")).toBe("Sending");
    board.watch(URLS, 0);
    expect(text("[data-status]")).toBe("In the queue");
    board.onCase(caseMessage({ name: "column", row: "shape" }));
    draw();
    expect(summary()).toBe("1 of 3 tests done.");
    board.reset(false);
    expect(FakeEventSource.latest.readyState).toBe(FakeEventSource.CLOSED);
  });

  it("that is refused leaves the earlier results, and says so", () => {
    board.onCase(caseMessage({ name: "zero" }));
    board.onDone(doneMessage());
    board.reset(false);
    expect(summary()).toBe("");
    board.showRefused("The deadline was yesterday.");
    expect(text("[data-notice]")).toBe("Not submitted. The deadline was yesterday.");
    expect(document.querySelector<HTMLElement>("[data-notice]")?.hidden).toBe(false);
    expect(summary()).toBe("2 of 2 tests passed.");
    expect(verdictOf("zero")).toBe("passed");
    board.reset(false);
    expect(document.querySelector<HTMLElement>("[data-notice]")?.hidden).toBe(true);
  });
});
