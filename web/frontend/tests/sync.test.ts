import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Sync, type NewerDraft, type SyncState } from "../src/sync";

interface Sent {
  revision: number;
  code?: string;
  answers?: Record<string, string>;
}

function answer(status: number, body: object = {}, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

describe("the draft on the server", () => {
  let sent: Sent[];
  let answers: (Response | Error)[];
  let states: SyncState[];
  let conflicts: NewerDraft[];
  let sync: Sync;

  beforeEach(() => {
    vi.useFakeTimers();
    sent = [];
    answers = [];
    states = [];
    conflicts = [];
    vi.stubGlobal("fetch", (_address: string, options: RequestInit) => {
      sent.push(JSON.parse(options.body as string) as Sent);
      const next = answers.shift() ?? answer(200, { revision: sent.length });
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    });
    document.body.innerHTML = `<form data-draft-url="/draft" data-draft-revision="0">
      <input name="csrf_token" value="token"></form>`;
    sync = new Sync(document.querySelector("form") as HTMLFormElement);
    sync.onState = (state) => states.push(state);
    sync.onConflict = (newer) => conflicts.push(newer);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("is saved two seconds after the last change, code and answers together", async () => {
    sync.save({ code: "a" });
    await vi.advanceTimersByTimeAsync(1500);
    sync.save({ code: "b" });
    sync.save({ answers: { loss: "1" } });
    await vi.advanceTimersByTimeAsync(1500);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(600);
    expect(sent).toEqual([{ revision: 0, code: "b", answers: { loss: "1" } }]);
    expect(sync.revision).toBe(1);
    expect(states).toEqual(["saved"]);
  });

  it("is tried again when the server is away, with what was written since", async () => {
    answers.push(new Error("offline"));
    sync.save({ code: "a" });
    await vi.advanceTimersByTimeAsync(2100);
    expect(states).toEqual(["waiting"]);
    sync.save({ answers: { loss: "1" } });
    window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent[1]).toEqual({ revision: 0, code: "a", answers: { loss: "1" } });
    expect(states).toEqual(["waiting", "saved"]);
  });

  it("waits as long as the server asks for", async () => {
    answers.push(answer(429, {}, { "Retry-After": "40" }));
    sync.save({ code: "a" });
    await vi.advanceTimersByTimeAsync(2100);
    await vi.advanceTimersByTimeAsync(39_000);
    expect(sent.length).toBe(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(sent.length).toBe(2);
  });

  it("overwrites nothing newer: it stops, and goes on once that is decided", async () => {
    const newer = { revision: 5, code: "theirs", answers: null, savedAt: null };
    answers.push(answer(409, newer));
    sync.save({ code: "mine" });
    await vi.advanceTimersByTimeAsync(2100);
    expect(conflicts).toEqual([newer]);
    sync.save({ code: "mine, more" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent.length).toBe(1);
    sync.resolve(newer);
    sync.save({ code: "mine, more" });
    await vi.advanceTimersByTimeAsync(2100);
    expect(sent[1]).toEqual({ revision: 5, code: "mine, more" });
  });

  it("is sent when the page is left", async () => {
    sync.save({ code: "a" });
    window.dispatchEvent(new Event("pagehide"));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([{ revision: 0, code: "a" }]);
  });

  it("is given up when the server refuses it", async () => {
    answers.push(answer(413));
    sync.save({ code: "a" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent.length).toBe(1);
    expect(states).toEqual(["refused"]);
  });
});
