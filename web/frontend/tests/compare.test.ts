import { beforeEach, describe, expect, it } from "vitest";
import { installComparison } from "../src/compare";

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll("input")];
}

beforeEach(() => {
  const rows = [3, 2, 1].map((n) => `<input type="checkbox" data-name="attempt ${n}" data-attempt="${n}"${n > 1 ? " checked" : ""}>`);
  document.body.innerHTML = `<form><button data-compare-button>Compare</button>${rows.join("")}<input type="checkbox" data-name="practice run 1"></form>`;
  installComparison(document.querySelector("form"));
});

describe("installComparison", () => {
  it("names the two that are selected", () => {
    expect(document.querySelector("button")?.textContent).toBe("Compare attempts 2 and 3");
  });

  it("waits for the second one", () => {
    boxes()[0]?.click();
    expect(document.querySelector("button")?.textContent).toBe("Select two to compare");
    expect(document.querySelector("button")?.disabled).toBe(true);
  });

  it("replaces the one that was selected first", () => {
    boxes()[3]?.click();
    expect(boxes().map((box) => box.checked)).toEqual([true, false, false, true]);
    expect(document.querySelector("button")?.textContent).toBe("Compare practice run 1 and attempt 3");
  });
});
