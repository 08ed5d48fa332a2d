// The divider between the panes: dragged, or moved by the arrow keys; a double click resets it.

const KEY = "split";
const [LEAST, MOST, START, STEP] = [25, 70, 46, 2];

export function installSplitter(space: HTMLElement): void {
  const bar = space.querySelector<HTMLElement>("[role=separator]");
  if (!bar) return;
  const place = (percent: number): void => {
    const at = Math.min(MOST, Math.max(LEAST, percent));
    document.documentElement.style.setProperty("--split", `${at}%`);
    bar.ariaValueNow = String(Math.round(at));
    try {
      localStorage.setItem(KEY, `${at}%`);
    } catch {
      // Without local storage the width lasts until the page is left.
    }
  };
  const saved = Number.parseFloat(document.documentElement.style.getPropertyValue("--split"));
  if (saved) bar.ariaValueNow = String(Math.round(saved));
  bar.addEventListener("pointerdown", (event) => {
    bar.setPointerCapture(event.pointerId);
    event.preventDefault();
    bar.focus();
  });
  bar.addEventListener("pointermove", (event) => {
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const box = space.getBoundingClientRect();
    place(((event.clientX - box.left) / box.width) * 100);
  });
  bar.addEventListener("dblclick", () => place(START));
  bar.addEventListener("keydown", (event) => {
    const now = Number(bar.ariaValueNow);
    const next = { ArrowLeft: now - STEP, ArrowRight: now + STEP, Home: LEAST, End: MOST }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    place(next);
  });
}
