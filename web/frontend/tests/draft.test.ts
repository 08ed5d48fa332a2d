import { beforeEach, describe, expect, it, vi } from "vitest";
import { Draft, fateOf } from "../src/draft";

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

describe("what the server had", () => {
  it("is kept, the newest last", () => {
    const draft = new Draft("a");
    draft.save("1", { base: "0" });
    draft.rebase({ base: "1" });
    draft.save("2", { base: "1" });
    expect(draft.load()).toMatchObject({ text: "2", base: "1", earlier: ["0"] });
    for (const base of ["2", "3", "4"]) draft.rebase({ base });
    expect(draft.load()?.earlier).toEqual(["1", "2", "3"]);
  });
});

describe("fateOf", () => {
  const served = { text: "theirs", revision: 5, savedAt: 1000 };

  it.each([
    ["the page has it already", { text: "theirs", at: 2000, base: "old", revision: 3 }, "drop"],
    ["nobody has saved since", { text: "mine", at: 500, base: "theirs", revision: 4 }, "use"],
    ["its request is still on its way", { text: "mine", at: 500, base: "mine", revision: 5 }, "use"],
    ["another browser went on from what was sent", { text: "mine", at: 2000, base: "mine", revision: 3 }, "drop"],
    ["another browser has saved, and this one did not send", { text: "mine", at: 2000, base: "old", revision: 3 }, "ask"],
    ["the same, with an older time", { text: "mine", at: 500, base: "old", revision: 3 }, "ask"],
    ["the server has what this browser sent before", { text: "new", at: 2000, base: "new", earlier: ["theirs"], revision: 4 }, "use"],
    ["the server has that again, and later", { text: "new", at: 500, base: "new", earlier: ["theirs"], revision: 4 }, "drop"],
    ["it is from before bases were stored, and newer", { text: "mine", at: 2000 }, "ask"],
    ["it is from before bases were stored, and older", { text: "mine", at: 500 }, "drop"],
  ])("%s", (_case, saved, fate) => {
    expect(fateOf(saved, served)).toBe(fate);
  });

  it("goes on with the draft where the server has none", () => {
    expect(fateOf({ text: "mine", at: 1 }, { text: "starter", revision: 0, savedAt: 0 })).toBe("use");
  });
});
