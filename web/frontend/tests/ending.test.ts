import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Ending } from "../src/ending";
import { doneMessage } from "./builders";

let ending: Ending;

beforeEach(() => {
  vi.useFakeTimers();
  document.head.innerHTML = '<title>ReLU</title><link rel="icon" href="/icon.svg">';
  ending = new Ending();
});

afterEach(() => void vi.useRealTimers());

const icon = (): string => document.querySelector("link[rel=icon]")?.getAttribute("href")?.split("/").at(-1) ?? "missing";
const shown = (): string[] => [document.title, icon()];

it("says that a long run goes on, and how it ended", () => {
  ending.started();
  expect(shown()).toEqual(["ReLU", "icon.svg"]);
  vi.advanceTimersByTime(500);
  expect(shown()).toEqual(["Running · ReLU", "icon-running.svg"]);
  ending.ended(doneMessage({ score: 2, maxScore: 3 }));
  vi.advanceTimersByTime(100);
  expect(shown()).toEqual(["2 of 3 · ReLU", "icon-failed.svg"]);
});

it("says only the end of a short run", () => {
  ending.started();
  vi.advanceTimersByTime(90);
  ending.ended(doneMessage({ score: 3, maxScore: 3 }));
  vi.advanceTimersByTime(600);
  expect(shown()).toEqual(["3 of 3 · ReLU", "icon-passed.svg"]);
});
