import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ProgressMessage } from "../src/messages";
import { Training } from "../src/training";

const curve = { set: vi.fn<(...columns: unknown[]) => void>(), destroy: vi.fn<() => void>() };
vi.mock("../src/curve", () => ({ drawCurve: () => curve }));

let root: HTMLElement;
let training: Training;

beforeEach(() => {
  document.body.innerHTML = `<section hidden>
    <dl><dd data-iteration></dd><dd data-left></dd><dd data-loss></dd><dd data-reference></dd></dl>
    <progress max="1" value="0" data-meter></progress><div data-plot></div><p data-curve-summary></p></section>`;
  root = document.querySelector("section") as HTMLElement;
  training = new Training(root);
  vi.clearAllMocks();
});

const fact = (name: string): string => root.querySelector(`[data-${name}]`)?.textContent ?? "missing";

function progress(iteration: number | null, data: ProgressMessage["data"], changes: Partial<ProgressMessage> = {}) {
  return { case: "mnist", iteration, of: 500, seconds: iteration === null ? null : iteration / 50, data, ...changes };
}

describe("a progress message", () => {
  it("shows iteration, share, time left and both losses", () => {
    training.show(progress(100, { loss: 2.302585, reference_loss: 2.25 }), "");
    expect(root.hidden).toBe(false);
    expect(fact("iteration")).toBe("100 of 500");
    expect(fact("left")).toBe("8 s");
    expect(fact("loss")).toBe("2.303");
    expect(fact("reference")).toBe("2.250");
    expect(root.querySelector("progress")?.value).toBeCloseTo(0.2);
  });

  it("draws all points so far", async () => {
    training.show(progress(1, { loss: 2.5, reference_loss: 2.4 }), "");
    training.show(progress(2, { loss: 2 }), "");
    await vi.waitFor(() => expect(curve.set).toHaveBeenLastCalledWith([1, 2], [2.5, 2], [2.4, null]));
  });

  it("says in words how the loss changed, and how the test before ended", () => {
    training.show(progress(0, { loss: 2.5 }), "");
    training.show(progress(300, { loss: 0.25, reference_loss: 0.2 }), "The shapes: passed.");
    expect(fact("curve-summary")).toBe(
      "Your loss went from 2.50 to 0.250 in 300 iterations; the reference loss there is 0.200. The shapes: passed.",
    );
  });

  it("skips losses that are no finite number", () => {
    training.show(progress(1, { loss: [1, 2], reference_loss: Infinity }), "");
    expect(fact("loss")).toBe("–");
    expect(fact("reference")).toBe("–");
    expect(fact("curve-summary")).toBe("");
  });

  it("without an iteration changes nothing", () => {
    training.show(progress(10, { loss: 1 }), "");
    training.show(progress(null, { loss: 0.5 }), "");
    expect(fact("iteration")).toBe("10 of 500");
    expect(fact("loss")).toBe("1.000");
  });
});

it("starts over with the next case, and drops the old curve", async () => {
  training.show(progress(400, { loss: 0.1 }), "");
  await vi.waitFor(() => expect(curve.set).toHaveBeenCalled());
  training.show(progress(5, { loss: 3 }, { case: "second" }), "");
  await vi.waitFor(() => expect(curve.set).toHaveBeenLastCalledWith([5], [3], [null]));
  expect(curve.destroy).toHaveBeenCalledTimes(1);
  expect(fact("reference")).toBe("–");
});

it("has no time left at the end", () => {
  training.show(progress(100, {}), "");
  training.end();
  expect(fact("left")).toBe("–");
});
