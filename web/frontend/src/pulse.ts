// Counts the seconds since something was heard last.

const QUIET_MS = 400;

export class Pulse {
  private timer = 0;

  constructor(private readonly quiet: (seconds: number) => void) {}

  /** Something was heard: if nothing follows, `quiet` is told so, and then every second. */
  beat(): void {
    this.stop();
    const since = performance.now();
    const tell = (): void => {
      this.quiet(Math.floor((performance.now() - since) / 1000));
      this.timer = window.setTimeout(tell, 1000);
    };
    this.timer = window.setTimeout(tell, QUIET_MS);
  }

  stop(): void {
    window.clearTimeout(this.timer);
  }
}
