import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Board } from "../src/board";
import { Draft } from "../src/draft";
import { HandIn } from "../src/handin";
import { doneMessage, FakeEventSource, resultsHtml, URLS } from "./builders";

// The editor needs a real layout; the text area has to do without it.
vi.mock("../src/editor", () => {
  throw new Error("not available");
});

const STARTER = "# your code here\n";
const requests: { address: string; fields: Record<string, unknown> }[] = [];
let respond: () => Response | Promise<Response>;
let board: Board;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  requests.length = 0;
  respond = () => new Response(JSON.stringify(URLS));
  vi.stubGlobal("EventSource", FakeEventSource);
  vi.stubGlobal("fetch", async (address: string, options?: RequestInit) => {
    if (!(options?.body instanceof FormData)) return new Response("{}", { status: 500 });
    requests.push({ address, fields: Object.fromEntries(options.body.entries()) });
    return respond();
  });
  Element.prototype.scrollIntoView = vi.fn<Element["scrollIntoView"]>();
});

afterEach(() => void vi.useRealTimers());

function openPage(attributes = ""): HandIn {
  document.body.innerHTML = `<p data-attempts-left>3</p><p data-my-score>– / 3</p>
    <form id="handin" action="/submissions" data-draft="1/1/relu_der" data-max-bytes="2048" ${attributes}>
      <input name="csrf_token" value="secret"><p data-closed hidden></p><p data-draft-line></p>
      <div data-editor data-own><textarea name="source">${STARTER}</textarea></div>
      <div data-newer hidden><p data-newer-text></p><button type="button" data-newer-use>Open it</button>
        <button type="button" data-newer-keep>Keep this one</button></div>
      <input type="file" name="file" accept=".py,.ipynb">
      <p data-chosen hidden><b data-chosen-name></b><button type="button" data-file-clear></button></p>
      <button type="button" data-reset>Reset</button>
      <i data-turning hidden></i><span data-status-line></span><button name="mode" value="try">Run visible tests</button>
      <button type="button" data-cancel hidden>Cancel</button>
      <button name="mode" value="submit"><span data-label>Submit</span></button><p data-problem></p>
    </form>${resultsHtml(["gradient", ["zero"]])}`;
  board = new Board(document.querySelector("#live") as HTMLElement);
  return new HandIn(document.querySelector("#handin") as HTMLFormElement, board);
}

const find = <T extends HTMLElement = HTMLElement>(selector: string): T => document.querySelector(selector) as T;
const text = (selector: string): string => find(selector).textContent?.trim() ?? "";
const area = (): HTMLTextAreaElement => find<HTMLTextAreaElement>("textarea");

function write(code: string): void {
  area().value = code;
  area().dispatchEvent(new Event("input", { bubbles: true }));
}

function press(options: KeyboardEventInit): void {
  area().dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", cancelable: true, ...options }));
}

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

describe("submitting", () => {
  it("sends the code with mode and CSRF token, and follows the submission", async () => {
    openPage();
    write("x = 1\n");
    press({ ctrlKey: true, shiftKey: true });
    await settle();
    expect(requests).toEqual([
      { address: expect.stringMatching(/\/submissions$/), fields: { csrf_token: "secret", mode: "submit", source: "x = 1\n" } },
    ]);
    expect(FakeEventSource.latest.url).toBe("/s1/events?after=0");
    expect(find("[data-cancel]").hidden).toBe(false);
    expect(text("[data-status]")).toBe("In the queue");
  });

  it("runs the visible tests only with Ctrl+Enter, and nothing with Enter alone", async () => {
    openPage();
    press({});
    press({ ctrlKey: true });
    await settle();
    expect(requests.map(({ fields }) => fields["mode"])).toEqual(["try"]);
  });

  it("sends one request at a time", async () => {
    openPage();
    press({ ctrlKey: true });
    press({ ctrlKey: true });
    await settle();
    expect(requests).toHaveLength(1);
    press({ ctrlKey: true });
    await settle();
    expect(requests).toHaveLength(1);
    expect(text("[data-status-line]")).toBe("A run is still going. Wait for its result, or cancel it first.");
    board.onDone(doneMessage());
    press({ ctrlKey: true });
    await settle();
    expect(requests).toHaveLength(2);
  });

  it.each([
    [() => Response.json({ message: "Too often." }, { status: 429 }), "Too often."],
    [() => Response.json({ detail: "The file is empty." }, { status: 422 }), "The file is empty."],
    [() => new Response("<h1>", { status: 413 }), "That file is too large."],
    [() => new Response("<h1>", { status: 401 }), "You are signed out. Reload the page; your draft is saved."],
    [() => new Response("<h1>", { status: 502 }), "The server could not accept your work. It is saved in this browser; try again in a minute."],
    [
      () => Promise.reject(new TypeError("Failed to fetch")),
      "The server cannot be reached. Your work is saved in this browser; submit it again when you are online.",
    ],
  ])("shows why it was refused, and keeps the code (%#)", async (response, problem) => {
    openPage();
    write("x = 1\n");
    respond = response;
    press({ ctrlKey: true, shiftKey: true });
    await settle();
    expect(text("[data-problem]")).toBe(problem);
    expect(text("[data-notice]")).toBe(`Not submitted. ${problem}`);
    expect(area().value).toBe("x = 1\n");
    expect(new Draft("1/1/relu_der").load()?.text).toBe("x = 1\n");
  });
});

describe("the end of a submission", () => {
  const progress = { attemptsLeft: "0", score: "3 / 3", closed: "All attempts are used up.", tries: {} };

  it("updates attempts and score, and closes the form when no attempt is left", () => {
    openPage().resume(URLS);
    expect(find("[data-cancel]").hidden).toBe(false);
    board.onDone(doneMessage({ progress }));
    expect(find("[data-cancel]").hidden).toBe(true);
    expect(text("[data-attempts-left]")).toBe("0");
    expect(text("[data-my-score]")).toBe("3 / 3");
    expect(find<HTMLButtonElement>("button[value=submit]").disabled).toBe(true);
    expect(find("[data-closed]").hidden).toBe(false);
    expect(text("[data-closed]")).toBe("All attempts are used up.");
  });

  it("changes nothing else for a reader who is not the student", () => {
    openPage();
    board.onDone(doneMessage());
    expect(text("[data-attempts-left]")).toBe("3");
    expect(find<HTMLButtonElement>("button[value=submit]").disabled).toBe(false);
  });
});

describe("cancelling", () => {
  it("sends the CSRF token to the submission's address", async () => {
    openPage().resume(URLS);
    find("[data-cancel]").click();
    await settle();
    expect(requests).toEqual([{ address: "/s1/cancel", fields: { csrf_token: "secret" } }]);
    expect(text("[data-problem]")).toBe("");
  });

  it("that fails says that grading continues", async () => {
    openPage().resume(URLS);
    respond = () => Promise.reject(new TypeError("Failed to fetch"));
    find("[data-cancel]").click();
    await settle();
    expect(text("[data-problem]")).toBe("Could not cancel: no connection. Grading continues.");
  });
});

describe("the draft", () => {
  it("is saved shortly after a change, and restored by the next visit", async () => {
    openPage();
    write("x = 1\n");
    await vi.advanceTimersByTimeAsync(400);
    expect(text("[data-draft-line]")).toContain("Draft saved in this browser.");
    openPage();
    expect(area().value).toBe("x = 1\n");
    expect(text("[data-draft-line]")).toContain("Draft restored from");
  });

  it("is dropped with a reset to the starter code", async () => {
    openPage();
    write("x = 1\n");
    await vi.advanceTimersByTimeAsync(400);
    find("[data-reset]").click();
    expect(area().value).toBe(STARTER);
    expect(new Draft("1/1/relu_der").load()).toBeNull();
    expect(text("[data-draft-line]")).toBe("Starter code restored.");
  });

  it("is older than a form that came back refused", () => {
    new Draft("1/1/relu_der").save("old\n");
    openPage("data-returned");
    expect(area().value).toBe(STARTER);
    expect(new Draft("1/1/relu_der").load()).toBeNull();
  });

  it("is not saved where the browser refuses, and the page says so", async () => {
    openPage();
    vi.spyOn(Draft.prototype, "save").mockReturnValue(false);
    write("x = 1\n");
    await vi.advanceTimersByTimeAsync(400);
    expect(text("[data-draft-line]")).toBe("This browser cannot save drafts.");
  });
});

describe("a file", () => {
  function choose(name: string, size: number): void {
    const files = new DataTransfer();
    files.items.add(new File(["#".repeat(size)], name));
    const input = find<HTMLInputElement>("input[type=file]");
    Object.defineProperty(input, "files", { value: files.files, configurable: true });
    input.dispatchEvent(new Event("change"));
  }

  it("is sent in place of the editor's text", async () => {
    openPage();
    choose("mine.py", 10);
    expect(text("[data-draft-line]")).toBe("mine.py (10 bytes) will be submitted");
    expect(find("[data-chosen]").hidden).toBe(false);
    expect(find("[data-own]").inert).toBe(true);
    press({ ctrlKey: true });
    await settle();
    expect(requests[0]?.fields["source"]).toBeUndefined();
    expect(requests[0]?.fields["file"]).toHaveProperty("name", "mine.py");
  });

  it("that is too large is refused before it is sent", () => {
    openPage();
    choose("large.py", 4096);
    expect(text("[data-problem]")).toBe("large.py has 4 KiB; at most 2 KiB are accepted.");
    choose("small.py", 2048);
    expect(text("[data-problem]")).toBe("");
  });

  it.each([
    ["mine.zip", 10, "mine.zip cannot be submitted here. Choose a file that ends in .py or .ipynb."],
    ["mine.py", 0, "mine.py is empty. Save your work, then choose it again."],
  ])("%s of %d bytes is not sent", async (name, size, problem) => {
    openPage();
    choose(name, size);
    expect(text("[data-problem]")).toBe(problem);
    press({ ctrlKey: true });
    await settle();
    expect(requests).toEqual([]);
    expect(text("[data-problem]")).toBe(problem);
  });

  it("can be taken back", () => {
    openPage();
    choose("mine.py", 10);
    const input = find<HTMLInputElement>("input[type=file]");
    Object.defineProperty(input, "files", { value: new DataTransfer().files, configurable: true });
    find("[data-file-clear]").click();
    expect(find("[data-own]").inert).toBe(false);
    expect(find("[data-chosen]").hidden).toBe(true);
  });

  it("has to be the only one that is dropped", () => {
    openPage();
    const data = new DataTransfer();
    data.items.add(new File(["a"], "a.py"));
    data.items.add(new File(["b"], "b.py"));
    const event = new Event("drop", { cancelable: true });
    Object.defineProperty(event, "dataTransfer", { value: data });
    window.dispatchEvent(event);
    expect(text("[data-problem]")).toBe("Drop one file only.");
  });
});
