import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Repairs } from "../src/repairs";

let box: HTMLElement;
let answers: unknown[];

beforeEach(() => {
  vi.useFakeTimers();
  answers = [];
  vi.stubGlobal(
    "fetch",
    vi.fn(() => Promise.resolve({ ok: true, json: () => Promise.resolve(answers.shift()) })),
  );
  document.body.innerHTML = '<div id="repairs"></div>';
  box = document.querySelector("#repairs") as HTMLElement;
});

afterEach(() => void vi.useRealTimers());

const pending = { status: "pending", html: "" };
const ready = { status: "ready", html: "<p>One change in line 2 makes all tests pass.</p>" };

describe("repairs", () => {
  it("are fetched until they are known", async () => {
    answers = [pending, pending, ready];
    new Repairs(box).watch("/s1/repairs");
    await vi.advanceTimersByTimeAsync(2200);
    expect(box.textContent).toBe("");
    await vi.advanceTimersByTimeAsync(2000);
    expect(box.textContent).toContain("One change in line 2");
    expect(fetch).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(fetch).toHaveBeenCalledTimes(3);
  });

  it("are fetched at once on a page that waits for them", async () => {
    answers = [ready];
    box.dataset["url"] = "/s1/repairs";
    new Repairs(box);
    await vi.advanceTimersByTimeAsync(1000);
    expect(box.textContent).toContain("One change");
  });

  it("of an earlier submission are not shown", async () => {
    answers = [ready];
    const repairs = new Repairs(box);
    repairs.watch("/s1/repairs");
    repairs.reset();
    await vi.advanceTimersByTimeAsync(5000);
    expect(box.textContent).toBe("");
  });

  it("are asked for again after a lost connection", async () => {
    vi.mocked(fetch).mockRejectedValueOnce(new Error("offline"));
    answers = [ready];
    new Repairs(box).watch("/s1/repairs");
    await vi.advanceTimersByTimeAsync(3000);
    expect(box.textContent).toContain("One change");
  });
});
