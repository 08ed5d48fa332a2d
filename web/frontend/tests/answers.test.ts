import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Answers } from "../src/answers";
import { Draft } from "../src/draft";
import type { Sync } from "../src/sync";

const QUESTIONS = `
  <fieldset data-question="activation">
    <input type="radio" name="answer.activation" value="relu"><input type="radio" name="answer.activation" value="tanh">
  </fieldset>
  <fieldset data-question="terms">
    <input type="checkbox" name="answer.terms" value="a"><input type="checkbox" name="answer.terms" value="b">
    <input type="checkbox" name="answer.terms" value="c">
  </fieldset>
  <fieldset data-question="bias">
    <input type="text" name="answer.bias" data-formula="bias-preview" data-preview="/preview?name=bias">
  </fieldset>
  <output id="bias-preview"></output>`;

function newForm(attributes = ""): HTMLFormElement {
  document.body.innerHTML = `<form data-draft="1/2/homework" ${attributes}><input type="file">${QUESTIONS}</form>`;
  return document.querySelector("form") as HTMLFormElement;
}

const input = (value: string): HTMLInputElement =>
  document.querySelector(`input[value=${value}]`) as HTMLInputElement;
const formula = (): HTMLInputElement => document.querySelector("input[type=text]") as HTMLInputElement;
const preview = (): HTMLElement => document.querySelector("output") as HTMLElement;

function type(text: string): void {
  formula().value = text;
  formula().dispatchEvent(new Event("input", { bubbles: true }));
}

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ mathml: null, error: null })));
});

afterEach(() => void vi.useRealTimers());

describe("the form's answers", () => {
  it("are sent as checked: one radio button, every checkbox, each text", () => {
    const answers = new Answers(newForm());
    input("tanh").checked = input("a").checked = input("c").checked = true;
    formula().value = "delta_j^l";
    const body = new FormData();
    answers.fill(body);
    expect([...body.entries()]).toEqual([
      ["answer.activation", "tanh"],
      ["answer.terms", "a"],
      ["answer.terms", "c"],
      ["answer.bias", "delta_j^l"],
    ]);
  });

  it("are saved with each change and restored by the next visit", () => {
    new Answers(newForm());
    input("relu").checked = input("b").checked = true;
    type("a + b");
    new Answers(newForm());
    expect(input("relu").checked).toBe(true);
    expect(input("tanh").checked).toBe(false);
    expect([input("a").checked, input("b").checked]).toEqual([false, true]);
    expect(formula().value).toBe("a + b");
  });

  it("of a refused form are newer than the draft", () => {
    new Answers(newForm());
    type("older");
    const form = newForm("data-returned");
    formula().value = "newer";
    new Answers(form);
    expect(formula().value).toBe("newer");
    expect(new Draft("1/2/homework/answers").load()?.text).toContain("newer");
  });

  it("survive a damaged draft", () => {
    new Draft("1/2/homework/answers").save("{broken");
    const form = newForm();
    formula().value = "from the server";
    new Answers(form);
    expect(formula().value).toBe("from the server");
  });
});

describe("the preview of a formula", () => {
  it("shows the server's MathML after a pause in typing", async () => {
    const addresses: string[] = [];
    vi.stubGlobal("fetch", async (address: URL) => {
      addresses.push(address.search);
      return new Response(JSON.stringify({ mathml: "<math><mi>a</mi></math>", error: null }));
    });
    new Answers(newForm());
    type("a");
    type("a+b");
    await vi.advanceTimersByTimeAsync(150);
    expect(addresses).toEqual(["?name=bias&text=a%2Bb"]);
    expect(preview().querySelector("mi")?.textContent).toBe("a");
    expect(preview().classList.contains("soft")).toBe(false);
  });

  it("shows an error as text, never as markup", async () => {
    vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ mathml: null, error: "<img src=x> is unknown" })));
    new Answers(newForm());
    type("<img src=x>");
    await vi.advanceTimersByTimeAsync(150);
    expect(preview().textContent).toBe("<img src=x> is unknown");
    expect(preview().children).toHaveLength(0);
    expect(preview().classList.contains("soft")).toBe(true);
  });

  it("ignores a response that a later request has overtaken", async () => {
    const answers: ((response: Response) => void)[] = [];
    vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => answers.push(resolve)));
    new Answers(newForm());
    type("first");
    await vi.advanceTimersByTimeAsync(150);
    type("second");
    await vi.advanceTimersByTimeAsync(150);
    answers[1]?.(new Response(JSON.stringify({ mathml: null, error: "second" })));
    await vi.advanceTimersByTimeAsync(0);
    answers[0]?.(new Response(JSON.stringify({ mathml: null, error: "first" })));
    await vi.advanceTimersByTimeAsync(0);
    expect(preview().textContent).toBe("second");
  });
});

describe("answers on the server", () => {
  const saved: unknown[] = [];
  const sync = { save: (content: unknown) => saved.push(content) } as unknown as Sync;

  beforeEach(() => {
    localStorage.clear();
    saved.length = 0;
    document.body.innerHTML = `<form data-draft="1/1/quiz"><fieldset data-question="a">
      <input type="checkbox" name="answer.a" value="x"><input type="checkbox" name="answer.a" value="y"></fieldset>
      <fieldset data-question="b"><input type="radio" name="answer.b" value="p"></fieldset>
      <fieldset data-question="c"><input type="text" name="answer.c"></fieldset></form>`;
  });

  const form = (): HTMLFormElement => document.querySelector("form") as HTMLFormElement;
  const inputs = (): HTMLInputElement[] => [...form().querySelectorAll("input")];

  it("are saved by question, several choices as a list", () => {
    new Answers(form(), sync);
    const [, second, , text] = inputs() as [HTMLInputElement, HTMLInputElement, HTMLInputElement, HTMLInputElement];
    second.checked = true;
    text.value = "0.25";
    text.dispatchEvent(new Event("input", { bubbles: true }));
    expect(saved).toEqual([{ answers: { a: ["y"], c: "0.25" } }]);
  });

  it("take the place of the page's on request", () => {
    const answers = new Answers(form(), sync);
    answers.load({ revision: 3, code: null, answers: { a: ["x", "y"], b: "p", c: "1/3" }, savedAt: null });
    expect(inputs().map((input) => input.checked || input.value)).toEqual([true, true, true, "1/3"]);
  });

  it("of this browser count only if they are newer than those of the page", () => {
    localStorage.setItem("draft:1/1/quiz/answers", JSON.stringify({ text: '[["answer.c","old"]]', at: 1000 }));
    form().dataset["draftSaved"] = "2026-01-01T00:00:00Z";
    new Answers(form(), sync);
    expect(inputs()[3]?.value).toBe("");
    form().dataset["draftSaved"] = "1970-01-01T00:00:00Z";
    new Answers(form(), sync);
    expect(inputs()[3]?.value).toBe("old");
  });
});
