// The server writes times in UTC; the page shows them in the reader's time zone.

const short = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const long = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

export function formatTime(time: Date | number): string {
  return short.format(time);
}

export function showLocalTimes(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[data-local-time]")) {
    const time = new Date(element.dateTime);
    if (Number.isNaN(time.getTime())) continue;
    element.textContent = formatTime(time);
    element.title = long.format(time);
  }
  for (const line of root.querySelectorAll<HTMLElement>("[data-local-time-of]")) showLocalTimeOf(line);
}

/** Show the value of a date and time field, which is typed in UTC, in the reader's time zone. */
function showLocalTimeOf(line: HTMLElement): void {
  const field = document.getElementById(line.dataset["localTimeOf"] ?? "") as HTMLInputElement | null;
  const update = (): void => {
    const time = new Date(`${field?.value}Z`);
    line.hidden = !field?.value || Number.isNaN(time.getTime());
    if (!line.hidden) line.textContent = `In your time zone: ${long.format(time)}`;
  };
  field?.addEventListener("input", update);
  update();
}
