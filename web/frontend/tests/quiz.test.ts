import { beforeEach, describe, expect, it, vi } from "vitest";
import { Quiz } from "../src/quiz";

const fetched = vi.fn<(address: string, request: RequestInit) => Promise<Response>>();

function question(name: string, fields: string): string {
  return `<fieldset data-question="${name}"><span data-badge hidden></span>${fields}<div data-question-result></div>
    <button data-check formaction="/check/${name}">Check</button></fieldset>`;
}

const LISTED = ["bias", "slope"]
  .map((name) => `<a data-listed="${name}"><span data-sign></span><span data-words>not answered</span></a>`)
  .join("");

function field(name: string): HTMLInputElement {
  return document.querySelector(`[data-question=${name}] input`) as HTMLInputElement;
}

function type(name: string, text: string): void {
  field(name).value = text;
  field(name).dispatchEvent(new Event("input", { bubbles: true }));
}

const text = (selector: string): string => document.querySelector(selector)?.textContent ?? "";
const words = (name: string): string => text(`[data-listed=${name}] [data-words]`);

beforeEach(() => {
  document.body.innerHTML = `<form><input type="hidden" name="csrf_token" value="token">
    ${question("bias", '<input type="text" name="answer.bias" value="old">')}
    ${question("slope", '<input type="radio" name="answer.slope" value="a"><input type="radio" name="answer.slope" value="b">')}
    ${LISTED}<p data-counted></p><a href="#q-bias" data-next>Next</a>
    <button name="mode" value="submit"><span data-label>Submit</span></button></form>`;
  Element.prototype.scrollIntoView = vi.fn<() => void>();
  vi.stubGlobal("fetch", fetched);
  fetched.mockReset();
});

describe("the page of questions", () => {
  it("says which answers have changed, and how many will be sent", () => {
    const quiz = new Quiz(document.querySelector("form") as HTMLFormElement);
    expect(text("[data-counted]")).toBe("0 of 2 graded");
    type("bias", "new");
    expect([words("bias"), words("slope")]).toEqual(["changed", "not answered"]);
    expect(text("[data-label]")).toBe("Submit 1 answer");
    expect(text("[data-counted]")).toBe("0 of 2 graded, 1 changed");
    type("bias", "old");
    expect(text("[data-label]")).toBe("Submit");
    type("bias", "new");
    quiz.submitted();
    expect(text("[data-label]")).toBe("Submit");
  });

  it("leads to the first question without an answer", () => {
    new Quiz(document.querySelector("form") as HTMLFormElement);
    document.querySelector<HTMLElement>("[data-next]")?.click();
    expect(document.activeElement).toBe(field("slope"));
  });

  it("sends one answer alone, and says at its question why it cannot be checked", async () => {
    fetched.mockResolvedValue(Response.json({ message: "This is not a number." }, { status: 422 }));
    new Quiz(document.querySelector("form") as HTMLFormElement);
    document.querySelector<HTMLElement>("[data-question=bias] [data-check]")?.click();
    await vi.waitFor(() => expect(text("[data-question=bias] [data-question-result]")).toBe("This is not a number."));
    const [address, request] = fetched.mock.calls[0] as [string, RequestInit];
    expect(address).toContain("/check/bias");
    expect([...(request.body as FormData).entries()]).toEqual([
      ["csrf_token", "token"],
      ["answer.bias", "old"],
    ]);
    expect(document.querySelector("[data-check]")?.ariaDisabled).toBeNull();
  });
});
