import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { changes, followSettings } from "../src/settings";

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = `<strong data-summary>before</strong><form data-settings data-preview="/preview">
    <input name="attempts" value="3"><input type="checkbox" name="hints" value="yes" checked><span data-changes></span></form>`;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function type(value: string): void {
  const field = document.querySelector("input") as HTMLInputElement;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

describe("changes", () => {
  it("counts fields that differ, boxes that are not ticked any more too", () => {
    expect(changes(new Map([["a", "1"], ["b", "yes"]]), new Map([["a", "2"]]))).toBe(2);
  });
});

describe("followSettings", () => {
  it("shows the sentence of the form once it rests, and the number of changes", async () => {
    const fetched = vi.fn().mockResolvedValue({ json: () => Promise.resolve({ summary: "5 attempts" }) });
    vi.stubGlobal("fetch", fetched);
    followSettings(document);
    type("4");
    type("5");
    expect(document.querySelector("[data-changes]")?.textContent).toBe("1 unsaved change");
    await vi.advanceTimersByTimeAsync(1000);
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(document.querySelector("[data-summary]")?.textContent).toBe("5 attempts");
    type("3");
    expect(document.querySelector("[data-changes]")?.textContent).toBe("");
  });

  it("keeps the sentence without a connection", async () => {
    vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new Error("offline")));
    followSettings(document);
    type("4");
    await vi.advanceTimersByTimeAsync(1000);
    expect(document.querySelector("[data-summary]")?.textContent).toBe("before");
  });
});
