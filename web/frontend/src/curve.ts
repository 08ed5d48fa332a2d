// The loss while training, drawn with uPlot. A bundle of its own, loaded with the first point.

import uPlot from "uplot";
import { TRAINING } from "./strings";

export interface LossCurve {
  set(iterations: number[], losses: (number | null)[], referenceLosses: (number | null)[]): void;
  destroy(): void;
}

export function drawCurve(parent: HTMLElement): LossCurve {
  const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colour = (name: string): string => resolveColour(token(name), parent);
  const axis = { stroke: colour("--ink-3"), grid: { stroke: colour("--line"), width: 1 }, font: "12px system-ui" };
  const plot = new uPlot(
    {
      width: Math.max(200, parent.clientWidth),
      height: parent.clientHeight - 32,
      cursor: { show: false },
      legend: { live: false },
      scales: { x: { time: false } },
      axes: [axis, { ...axis, size: 56 }],
      series: [
        { label: TRAINING.iteration },
        { label: TRAINING.loss, stroke: colour("--accent"), width: 2, points: { show: false } },
        { label: TRAINING.reference, stroke: colour("--ink-3"), width: 1.5, dash: [5, 4], points: { show: false } },
      ],
    },
    [[], [], []],
    parent,
  );
  const resize = new ResizeObserver(() => {
    plot.setSize({ width: Math.max(200, parent.clientWidth), height: parent.clientHeight - 32 });
  });
  resize.observe(parent);
  return {
    set: (iterations, losses, referenceLosses) => plot.setData([iterations, losses, referenceLosses]),
    destroy: () => {
      resize.disconnect();
      plot.destroy();
    },
  };
}

/** The computed colour of a CSS value: a canvas does not understand light-dark(). */
function resolveColour(value: string, parent: HTMLElement): string {
  const probe = document.createElement("span");
  probe.style.color = value;
  parent.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
