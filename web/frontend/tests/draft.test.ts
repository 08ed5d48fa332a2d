import { beforeEach, describe, expect, it, vi } from "vitest";
import { Draft } from "../src/draft";

beforeEach(() => localStorage.clear());

describe("Draft", () => {
  it("loads what was saved, with the time of saving", () => {
    vi.useFakeTimers({ now: 1_700_000_000_000 });
    expect(new Draft("a").save("x = 1\n")).toBe(true);
    vi.useRealTimers();
    expect(new Draft("a").load()).toEqual({ text: "x = 1\n", at: 1_700_000_000_000 });
  });

  it("keeps drafts of different names apart", () => {
    new Draft("a").save("mine");
    expect(new Draft("b").load()).toBeNull();
    new Draft("b").save("other");
    expect(new Draft("a").load()?.text).toBe("mine");
  });

  it("loads nothing after it was removed", () => {
    const draft = new Draft("a");
    draft.save("x");
    draft.remove();
    expect(draft.load()).toBeNull();
  });

  it.each(["{broken", "null", '{"text": 5, "at": 0}', '"text"'])("ignores a damaged entry: %s", (stored) => {
    localStorage.setItem("draft:a", stored);
    expect(new Draft("a").load()).toBeNull();
  });

  it("reports that the browser refuses to store", () => {
    vi.stubGlobal("localStorage", {
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
      getItem: () => {
        throw new DOMException("blocked", "SecurityError");
      },
      removeItem: () => {
        throw new DOMException("blocked", "SecurityError");
      },
    });
    const draft = new Draft("a");
    expect(draft.save("x")).toBe(false);
    expect(draft.load()).toBeNull();
    expect(() => draft.remove()).not.toThrow();
  });
});
