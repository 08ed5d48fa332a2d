import { beforeEach, expect, it } from "vitest";
import { clearAnswerResults, showAnswerResult, showTriesLeft } from "../src/questions";
import { caseMessage } from "./builders";

beforeEach(() => {
  document.body.innerHTML = ["bias", "weight"]
    .map((name) => `<fieldset data-question="${name}"><p data-tries></p><div data-question-result></div></fieldset>`)
    .join("");
});

const textOf = (question: string, selector: string): string | null | undefined =>
  document.querySelector(`[data-question=${question}] ${selector}`)?.textContent;

it("shows a result beside its own question only, until it is cleared", () => {
  showAnswerResult(caseMessage({ name: "bias", questionHtml: "<p>0.5 / 0.5</p>" }));
  expect(textOf("bias", "[data-question-result] p")).toBe("0.5 / 0.5");
  expect(textOf("weight", "[data-question-result]")).toBe("");
  clearAnswerResults();
  expect(textOf("bias", "[data-question-result]")).toBe("");
});

it("keeps a result when a later message brings none", () => {
  showAnswerResult(caseMessage({ name: "bias", questionHtml: "<p>kept</p>" }));
  showAnswerResult(caseMessage({ name: "bias", questionHtml: null }));
  showAnswerResult(caseMessage({ name: "no_such_question", questionHtml: "<p>lost</p>" }));
  expect(textOf("bias", "[data-question-result]")).toBe("kept");
});

it("shows the tries left of each question that is on the page", () => {
  showTriesLeft({ bias: "1 of 2 tries left", elsewhere: "No tries left" });
  expect(textOf("bias", "[data-tries]")).toBe("1 of 2 tries left");
  expect(textOf("weight", "[data-tries]")).toBe("");
});
