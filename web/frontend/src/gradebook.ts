// The keys of the gradebook: arrows move between cells, / goes to the search. One cell is in the tab order at a time.

/** Cells of the body, row by row; the name of the student is the first of each row. */
export function installGradebook(table: HTMLTableElement | null): void {
  if (!table) return;
  const rows = [...table.tBodies[0]!.rows].map((row) => [...row.cells]);
  let current: HTMLElement | null = null;
  const enter = (cell: HTMLElement, focus: boolean): void => {
    if (current) current.tabIndex = -1;
    current = target(cell);
    current.tabIndex = 0;
    if (focus) current.focus();
  };
  for (const cell of rows.flat()) target(cell).tabIndex = -1;
  if (rows[0]?.[0]) enter(rows[0][0], false);
  table.addEventListener("focusin", (event) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>("tbody th, tbody td");
    if (cell) enter(cell, false);
  });
  table.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || !current || event.altKey || event.ctrlKey || event.metaKey) return;
    const cell = current.closest<HTMLTableCellElement>("th, td");
    const row = rows.findIndex((each) => cell !== null && each.includes(cell));
    if (!cell || row < 0) return;
    const column = rows[row]!.indexOf(cell);
    const next = rows[clamp(row + step[0], rows.length)]?.[clamp(column + step[1], rows[row]!.length)];
    if (next) enter(next, true);
    event.preventDefault();
  });
}

const STEPS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -Infinity],
  End: [0, Infinity],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

function clamp(place: number, length: number): number {
  return Math.max(0, Math.min(place, length - 1));
}

/** The link of a cell, which Enter opens; the cell itself where there is none. */
function target(cell: HTMLElement): HTMLElement {
  return cell.querySelector("a") ?? cell;
}

/** "/" goes to the search field of the page, unless keys without Ctrl are switched off in the account. */
export function installSearchKey(field: HTMLInputElement | null): void {
  if (!field) return;
  window.addEventListener("keydown", (event) => {
    const from = event.target as HTMLElement | null;
    const typing = from?.matches("input, textarea, select") || from?.isContentEditable;
    if (event.key !== "/" || typing || document.documentElement.dataset["shortcuts"] === "off") return;
    field.focus();
    field.select();
    event.preventDefault();
  });
}
