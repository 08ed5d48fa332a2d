// The state of a training run: iteration, time left, and the loss beside the reference's.

import { findIn, setText } from "./dom";
import { formatDuration } from "./format";
import type { ProgressMessage } from "./messages";
import type { LossCurve } from "./curve";
import { TRAINING } from "./strings";

type Losses = (number | null)[];

export class Training {
  private iterations: number[] = [];
  private losses: Losses = [];
  private referenceLosses: Losses = [];
  private curve: Promise<LossCurve> | null = null;
  private caseName = "";

  constructor(private readonly root: HTMLElement) {}

  reset(): void {
    this.root.hidden = false;
    this.iterations = [];
    this.losses = [];
    this.referenceLosses = [];
    this.caseName = "";
    void this.curve?.then((curve) => curve.destroy());
    this.curve = null;
    for (const name of ["iteration", "left", "loss", "reference"]) this.setFact(name, "–");
    this.setMeter(0);
  }

  /** `previousVerdict` is that of the test before, in words: an early sign of how the run will end. */
  show(message: ProgressMessage, previousVerdict: string): void {
    if (message.case !== this.caseName) {
      this.reset();
      this.caseName = message.case;
    }
    this.root.hidden = false;
    const { iteration, of, seconds } = message;
    if (iteration === null || of === null) return;
    this.setFact("iteration", TRAINING.of(iteration, of));
    this.setMeter(of > 0 ? iteration / of : 0);
    if (seconds !== null && iteration > 0) {
      this.setFact("left", formatDuration((seconds / iteration) * (of - iteration)));
    }
    const [loss, reference] = [finiteNumber(message.data["loss"]), finiteNumber(message.data["reference_loss"])];
    if (loss !== null) this.setFact("loss", loss.toPrecision(4));
    if (reference !== null) this.setFact("reference", reference.toPrecision(4));
    this.iterations.push(iteration);
    this.losses.push(loss);
    this.referenceLosses.push(reference);
    this.setSummary(loss, reference, iteration, previousVerdict);
    this.curve ??= this.loadCurve();
    void this.curve.then((curve) => curve.set(this.iterations, this.losses, this.referenceLosses));
  }

  end(): void {
    this.setFact("left", "–");
  }

  /** Show the place of a run that begins. */
  replace(content: DocumentFragment): void {
    this.root.replaceChildren(content);
  }

  /** Show the report of the run that ended. `html` is rendered by the server, which escapes its values. */
  showReport(html: string): void {
    void this.curve?.then((curve) => curve.destroy());
    this.curve = null;
    this.root.hidden = false;
    this.root.innerHTML = html;
  }

  private async loadCurve(): Promise<LossCurve> {
    const { drawCurve } = await import("./curve");
    return drawCurve(findIn(this.root, "[data-plot]"));
  }

  private setSummary(loss: number | null, reference: number | null, iteration: number, previousVerdict: string): void {
    if (loss === null) return;
    const first = this.losses.find((known) => known !== null) ?? loss;
    const change: [string, string, number] = [first.toPrecision(3), loss.toPrecision(3), iteration];
    const text = reference === null ? TRAINING.change(...change) : TRAINING.changeBeside(...change, reference.toPrecision(3));
    setText(this.root, "[data-curve-summary]", `${text} ${previousVerdict}`);
  }

  private setFact(name: string, text: string): void {
    setText(this.root, `[data-${name}]`, text);
  }

  private setMeter(share: number): void {
    findIn<HTMLProgressElement>(this.root, "[data-meter]").value = share;
  }
}

function finiteNumber(value: number | number[] | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
