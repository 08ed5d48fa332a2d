// Reports how long nothing was received.

const FIRST_REPORT_MS = 400;
const REPORT_MS = 1000;

export class InactivityTimer {
  private timer = 0;

  constructor(private readonly report: (seconds: number) => void) {}

  /** Start counting anew. `report` is called after a short delay, and then every second until the next call. */
  restart(): void {
    this.stop();
    const since = performance.now();
    const tick = (): void => {
      this.report(Math.floor((performance.now() - since) / 1000));
      this.timer = window.setTimeout(tick, REPORT_MS);
    };
    this.timer = window.setTimeout(tick, FIRST_REPORT_MS);
  }

  stop(): void {
    window.clearTimeout(this.timer);
  }
}
