// The loss while training, drawn with uPlot. Loaded when the first point comes.

import uPlot from "uplot";

export interface LossCurve {
  set(iterations: number[], mine: (number | null)[], reference: (number | null)[]): void;
  destroy(): void;
}

export function drawCurve(parent: HTMLElement): LossCurve {
  const ink = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colour = (name: string): string => resolve(ink(name), parent);
  const axis = { stroke: colour("--ink-soft"), grid: { stroke: colour("--line"), width: 1 }, font: "11px system-ui" };
  const plot = new uPlot(
    {
      width: Math.max(200, parent.clientWidth),
      height: parent.clientHeight - 32,
      cursor: { show: false },
      legend: { live: false },
      scales: { x: { time: false } },
      axes: [axis, { ...axis, size: 56 }],
      series: [
        { label: "Iteration" },
        { label: "Your loss", stroke: colour("--accent"), width: 2, points: { show: false } },
        { label: "Reference's loss", stroke: colour("--warn"), width: 2, dash: [6, 4], points: { show: false } },
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
    set: (iterations, mine, reference) => plot.setData([iterations, mine, reference]),
    destroy: () => {
      resize.disconnect();
      plot.destroy();
    },
  };
}

/** A canvas cannot read light-dark(): let the browser resolve it. */
function resolve(value: string, parent: HTMLElement): string {
  const probe = document.createElement("span");
  probe.style.color = value;
  parent.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
