import { describe, expect, it } from "vitest";
import { formatBytes, formatDuration, formatPoints } from "../src/format";

describe("formatPoints", () => {
  it.each([
    [0, "0"],
    [15, "15"],
    [7.5, "7.5"],
    [1 / 3, "0.33"],
    [0.1 + 0.2, "0.3"],
    [2.999, "3"],
  ])("writes %d as %s", (points, text) => {
    expect(formatPoints(points)).toBe(text);
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "less than a second"],
    [0.99, "less than a second"],
    [1, "1 s"],
    [89.4, "89 s"],
    [90, "2 min"],
    [3600, "60 min"],
  ])("writes %d seconds as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe("formatBytes", () => {
  it.each([
    [0, "0 bytes"],
    [1023, "1023 bytes"],
    [1024, "1 KiB"],
    [262_144, "256 KiB"],
  ])("writes %d as %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
