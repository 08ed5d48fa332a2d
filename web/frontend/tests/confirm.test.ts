import { describe, expect, it } from "vitest";
import { questionFor, type Circumstances } from "../src/confirm";

const ORDINARY: Circumstances = {
  untouched: false,
  brokenLine: null,
  attemptsLeft: 3,
  attemptsAllowed: 5,
  bestCounts: true,
  score: "10.2",
  practised: false,
  due: "",
};

describe("the question before a submission", () => {
  it("is not asked of changed code that loads, with attempts left", () => {
    expect(questionFor(ORDINARY)).toBeNull();
    expect(questionFor({ ...ORDINARY, attemptsLeft: NaN })).toBeNull();
  });

  it("is asked before the last attempt, with what counts and whether the code was run", () => {
    const question = questionFor({ ...ORDINARY, attemptsLeft: 1, due: "Due tomorrow" });
    expect(question).toMatchObject({
      text: "This is your last attempt: number 5 of 5. A practice run costs nothing.",
      submit: "Submit attempt 5",
    });
    expect(question?.facts.map(({ text }) => text)).toEqual([
      "The best attempt counts. Your score cannot drop below 10.2.",
      "You have not run the visible tests with this code.",
      "Due tomorrow.",
    ]);
    expect(questionFor({ ...ORDINARY, attemptsLeft: 1, bestCounts: false, practised: true })?.facts).toEqual([
      { tone: "warn", text: "The last attempt counts, even if an earlier one was better." },
      { tone: "good", text: "You have run the visible tests with this code." },
    ]);
  });

  it("is asked of the starter code, and of code that does not load", () => {
    expect(questionFor({ ...ORDINARY, untouched: true })?.title).toBe("Submit the starter code?");
    expect(questionFor({ ...ORDINARY, brokenLine: 4, attemptsLeft: NaN })).toMatchObject({
      text: "Line 4, or one before it, is not valid Python. Code that does not load runs no tests.",
      facts: [],
      submit: "Submit anyway",
    });
  });
});
