import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { InactivityTimer } from "../src/inactivity";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("reports after a short delay, and then every second", () => {
  const report = vi.fn<(seconds: number) => void>();
  new InactivityTimer(report).restart();
  vi.advanceTimersByTime(399);
  expect(report).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2001);
  expect(report.mock.calls).toEqual([[0], [1], [2]]);
});

it("counts anew after a restart, and is silent after a stop", () => {
  const report = vi.fn<(seconds: number) => void>();
  const timer = new InactivityTimer(report);
  timer.restart();
  vi.advanceTimersByTime(2400);
  report.mockClear();
  timer.restart();
  vi.advanceTimersByTime(400);
  expect(report.mock.calls).toEqual([[0]]);
  timer.stop();
  vi.advanceTimersByTime(10_000);
  expect(report).toHaveBeenCalledTimes(1);
});
