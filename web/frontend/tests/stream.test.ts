import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Events, State, Watcher } from "../src/messages";
import { Stream } from "../src/stream";
import { caseMessage, doneMessage, FakeEventSource, URLS } from "./builders";

let stream: Stream | null = null;
let events: Events;
let state: State;
let online: boolean;
const requests: string[] = [];

const watcher = {
  onCase: vi.fn<Watcher["onCase"]>(),
  onProgress: vi.fn<Watcher["onProgress"]>(),
  onDone: vi.fn<Watcher["onDone"]>(),
  onWait: vi.fn<Watcher["onWait"]>(),
  onRunning: vi.fn<Watcher["onRunning"]>(),
  onConnection: vi.fn<Watcher["onConnection"]>(),
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeEventSource);
  vi.stubGlobal("fetch", async (address: string) => {
    requests.push(address);
    if (!online) throw new TypeError("Failed to fetch");
    return new Response(JSON.stringify(address.startsWith(URLS.state) ? state : events));
  });
  FakeEventSource.instances = [];
  requests.length = 0;
  online = true;
  events = { events: [], finished: false };
  state = { status: "queued", wait: { ahead: 2, seconds: 4 } };
});

afterEach(() => {
  stream?.close();
  vi.clearAllMocks();
  vi.useRealTimers();
});

function open(last = 0): FakeEventSource {
  stream = new Stream(URLS, last, watcher);
  return FakeEventSource.latest;
}

describe("events", () => {
  it("resumes after the last event that is known", () => {
    expect(open(7).url).toBe("/s1/events?after=7");
  });

  it("passes each event on once, in order", () => {
    const source = open();
    const zero = caseMessage({ name: "zero" });
    source.send(1, "case", zero);
    source.send(1, "case", zero);
    source.send(2, "progress", { case: "training", iteration: 3, of: 10, seconds: 1, data: {} });
    expect(watcher.onCase.mock.calls).toEqual([[zero]]);
    expect(watcher.onProgress.mock.calls[0]?.[0].iteration).toBe(3);
  });

  it("closes after the last event, and ignores what comes later", () => {
    const source = open();
    source.send(5, "done", doneMessage());
    source.send(6, "case", caseMessage());
    expect(watcher.onDone).toHaveBeenCalledTimes(1);
    expect(watcher.onCase).not.toHaveBeenCalled();
    expect(source.readyState).toBe(FakeEventSource.CLOSED);
    window.dispatchEvent(new Event("online"));
    expect(FakeEventSource.instances).toHaveLength(1);
  });
});

describe("the state", () => {
  it("is asked for until the first event", async () => {
    const source = open();
    await vi.advanceTimersByTimeAsync(700);
    expect(watcher.onWait.mock.calls).toEqual([[{ ahead: 2, seconds: 4 }]]);
    state = { status: "running", wait: null };
    await vi.advanceTimersByTimeAsync(2500);
    expect(watcher.onRunning).toHaveBeenCalledTimes(1);
    source.send(1, "case", caseMessage());
    const before = requests.length;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(requests.length).toBe(before);
  });

  it("may tell that all is over: the page of the submission is opened", async () => {
    const assign = vi.spyOn(window.location, "assign").mockImplementation(() => undefined);
    events = { events: [], finished: true };
    open();
    await vi.advanceTimersByTimeAsync(700);
    expect(assign).toHaveBeenCalledWith("/s1");
  });
});

describe("a lost connection", () => {
  it("is reported, and left to the browser while it reconnects by itself", async () => {
    const source = open();
    source.open();
    source.send(1, "case", caseMessage());
    source.fail(false);
    expect(watcher.onConnection.mock.calls).toEqual([[true], [false]]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(requests).toEqual([]);
    expect(FakeEventSource.instances).toHaveLength(1);
  });

  it("is bridged by polling where the stream is refused, and the stream is tried again after the last event", async () => {
    const source = open();
    source.fail(true);
    events = { events: [{ id: 4, event: "case", data: caseMessage() }], finished: false };
    await vi.advanceTimersByTimeAsync(1200);
    expect(watcher.onCase).toHaveBeenCalledTimes(1);
    expect(FakeEventSource.instances.map((instance) => instance.url)).toEqual([
      "/s1/events?after=0",
      "/s1/events?after=4",
    ]);
  });

  it("backs off while the server is away, up to a limit", async () => {
    online = false;
    open().fail(true);
    await vi.advanceTimersByTimeAsync(1200);
    expect(requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1799);
    expect(requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(requests).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(60_000);
    const before = requests.length;
    await vi.advanceTimersByTimeAsync(8000);
    expect(requests.length).toBe(before + 1);
    online = true;
    await vi.advanceTimersByTimeAsync(8000);
    expect(FakeEventSource.instances).toHaveLength(2);
  });

  it("does not end the polling when the state was being asked for as the stream was refused", async () => {
    let answer: (response: Response) => void = () => undefined;
    const source = open();
    vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => (answer = resolve)));
    await vi.advanceTimersByTimeAsync(700);
    source.fail(true);
    vi.stubGlobal("fetch", async (address: string) => new Response(JSON.stringify(address.startsWith(URLS.state) ? state : events)));
    answer(new Response(JSON.stringify({ events: [{ id: 1, event: "case", data: caseMessage() }], finished: false })));
    await vi.advanceTimersByTimeAsync(1200);
    expect(watcher.onCase).toHaveBeenCalledTimes(1);
    expect(FakeEventSource.latest.url).toBe("/s1/events?after=1");
  });

  it("is replaced when the machine wakes up", () => {
    const source = open();
    source.send(3, "case", caseMessage());
    window.dispatchEvent(new Event("online"));
    expect(source.readyState).toBe(FakeEventSource.CLOSED);
    expect(FakeEventSource.latest.url).toBe("/s1/events?after=3");
  });

  it("stays closed after close()", async () => {
    const source = open();
    stream?.close();
    source.fail(true);
    window.dispatchEvent(new Event("pageshow"));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(requests).toEqual([]);
    expect(FakeEventSource.instances).toHaveLength(1);
    expect(watcher.onConnection).not.toHaveBeenCalled();
  });
});
