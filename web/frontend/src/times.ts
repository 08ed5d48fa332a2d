// The server writes moments in UTC; the reader wants them in the own time zone.

const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const long = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

export function localTimes(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[data-moment]")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    element.textContent = full.format(moment);
    element.title = long.format(moment);
  }
  for (const line of root.querySelectorAll<HTMLElement>("[data-local-of]")) tellLocal(line);
}

/** What a moment typed in UTC is for the reader. */
function tellLocal(line: HTMLElement): void {
  const field = document.getElementById(line.dataset["localOf"] ?? "") as HTMLInputElement | null;
  const tell = (): void => {
    const moment = new Date(`${field?.value}Z`);
    line.hidden = !field?.value || Number.isNaN(moment.getTime());
    if (!line.hidden) line.textContent = `In your time zone: ${long.format(moment)}`;
  };
  field?.addEventListener("input", tell);
  tell();
}
