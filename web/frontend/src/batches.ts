// Collects what arrives in quick succession, so that the browser draws it at once.

export class Batches<T> {
  private waiting: T[] = [];
  private timer = 0;
  private last = -Infinity;

  /** `draw` is called with what has arrived: at once, but not again before `pauseMs` have passed. */
  constructor(
    private readonly pauseMs: number,
    private readonly draw: (items: T[]) => void,
  ) {}

  add(item: T): void {
    this.waiting.push(item);
    const wait = this.last + this.pauseMs - performance.now();
    if (wait <= 0) this.flush();
    else this.timer ||= window.setTimeout(() => this.flush(), wait);
  }

  /** Draw now what waits. */
  flush(): void {
    const items = this.waiting;
    this.clear();
    if (!items.length) return;
    this.last = performance.now();
    this.draw(items);
  }

  /** Forget what waits. */
  clear(): void {
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.waiting = [];
  }
}
