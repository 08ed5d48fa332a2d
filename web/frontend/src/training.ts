// How far a training run is: iteration, time left, and the loss over the reference's.

import { formatDuration } from "./format";
import type { ProgressMessage } from "./messages";

interface Curve {
  set(iterations: number[], mine: (number | null)[], reference: (number | null)[]): void;
  destroy(): void;
}

export class Training {
  private iterations: number[] = [];
  private mine: (number | null)[] = [];
  private reference: (number | null)[] = [];
  private curve: Promise<Curve> | null = null;
  private current = "";

  constructor(private readonly root: HTMLElement) {}

  reset(): void {
    this.root.hidden = false;
    this.iterations = [];
    this.mine = [];
    this.reference = [];
    this.current = "";
    void this.curve?.then((curve) => curve.destroy());
    this.curve = null;
    for (const name of ["iteration", "left", "loss", "reference"]) this.write(name, "–");
    this.meter(0);
  }

  /** `early` is the verdict of the test before, which tells how this run will end. */
  show(message: ProgressMessage, early: string): void {
    if (message.case !== this.current) {
      this.reset();
      this.current = message.case;
    }
    this.root.hidden = false;
    const { iteration, of, seconds } = message;
    if (iteration === null || of === null) return;
    this.write("iteration", `${iteration} of ${of}`);
    this.meter(of > 0 ? iteration / of : 0);
    if (seconds !== null && iteration > 0) this.write("left", formatDuration((seconds / iteration) * (of - iteration)));
    const [mine, reference] = [numberOf(message.data["loss"]), numberOf(message.data["reference_loss"])];
    if (mine !== null) this.write("loss", mine.toPrecision(4));
    if (reference !== null) this.write("reference", reference.toPrecision(4));
    this.iterations.push(iteration);
    this.mine.push(mine);
    this.reference.push(reference);
    this.words(mine, reference, iteration, early);
    this.curve ??= this.load();
    void this.curve.then((curve) => curve.set(this.iterations, this.mine, this.reference));
  }

  end(): void {
    this.write("left", "–");
  }

  private async load(): Promise<Curve> {
    const { drawCurve } = await import("./curve");
    return drawCurve(this.find("[data-plot]"));
  }

  private words(mine: number | null, reference: number | null, iteration: number, early: string): void {
    if (mine === null) return;
    const first = this.mine.find((one) => one !== null) ?? mine;
    const beside = reference === null ? "" : `; the reference had ${reference.toPrecision(3)} there`;
    const text = `Your loss went from ${first.toPrecision(3)} to ${mine.toPrecision(3)} in ${iteration} iterations${beside}. ${early}`;
    const line = this.root.querySelector("[data-curve-words]");
    if (line) line.textContent = text;
  }

  private write(name: string, text: string): void {
    const place = this.root.querySelector(`[data-${name}]`);
    if (place) place.textContent = text;
  }

  private meter(share: number): void {
    (this.find("[data-meter]") as HTMLProgressElement).value = share;
  }

  private find(selector: string): HTMLElement {
    const found = this.root.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`${selector} is missing`);
    return found;
  }
}

function numberOf(value: number | number[] | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
