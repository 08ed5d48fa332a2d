import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { keepFresh } from "../src/refresh";

const answer = (text: string, redirected = false) => ({ ok: true, redirected, text: () => Promise.resolve(text) });

describe("keepFresh", () => {
  let part: HTMLElement;

  beforeEach(() => {
    vi.useFakeTimers();
    document.body.innerHTML = '<div data-refresh="/state"><button>Old</button></div>';
    part = document.querySelector<HTMLElement>("[data-refresh]")!;
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("replaces the part again and again", async () => {
    const ask = vi.fn().mockResolvedValueOnce(answer("<p>1</p>")).mockResolvedValue(answer("<p>2</p>"));
    vi.stubGlobal("fetch", ask);
    keepFresh(part);
    await vi.advanceTimersByTimeAsync(4000);
    expect(part.innerHTML).toBe("<p>1</p>");
    await vi.advanceTimersByTimeAsync(4000);
    expect(part.innerHTML).toBe("<p>2</p>");
    expect(ask).toHaveBeenCalledWith("/state");
  });

  it("leaves the part while the focus is in it", async () => {
    const ask = vi.fn().mockResolvedValue(answer("<p>1</p>"));
    vi.stubGlobal("fetch", ask);
    keepFresh(part);
    part.querySelector("button")!.focus();
    await vi.advanceTimersByTimeAsync(8000);
    expect(part.textContent).toBe("Old");
    expect(ask).not.toHaveBeenCalled();
  });

  it("does not show the sign-in page in the part, and goes on after an error", async () => {
    const ask = vi.fn().mockResolvedValueOnce(answer("<p>Sign in</p>", true)).mockRejectedValueOnce(new Error());
    vi.stubGlobal("fetch", ask.mockResolvedValue(answer("<p>1</p>")));
    keepFresh(part);
    await vi.advanceTimersByTimeAsync(8000);
    expect(part.textContent).toBe("Old");
    await vi.advanceTimersByTimeAsync(4000);
    expect(part.textContent).toBe("1");
  });
});
