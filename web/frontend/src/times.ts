// The server writes times in UTC; the page shows them in the reader's time zone.

/** The time zone of the account; undefined: that of this device. */
function timeZone(): string | undefined {
  return document.documentElement.dataset["timeZone"] || undefined;
}

/** The browser's language, unless the page is in another one. */
function locale(): string | undefined {
  const page = document.documentElement.lang;
  return page && !navigator.language.startsWith(page) ? page : undefined;
}

function formatted(time: Date | number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(), { ...options, timeZone: timeZone() }).format(time);
}

function isThisYear(time: Date): boolean {
  return formatted(time, { year: "numeric" }) === formatted(Date.now(), { year: "numeric" });
}

/** "Mon 30 Nov, 23:59"; with the year instead of the weekday in another year. */
function formatWeekday(time: Date): string {
  const near: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short" };
  const far: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric" };
  return formatted(time, { ...(isThisYear(time) ? near : far), hour: "2-digit", minute: "2-digit" });
}

function formatDay(time: Date): string {
  return formatted(time, { day: "numeric", month: "short", ...(isThisYear(time) ? {} : { year: "numeric" }) });
}

/** The short name of the reader's time zone at that time, such as "CET" or "GMT+9". */
function zoneName(time: Date): string {
  const format = new Intl.DateTimeFormat(locale(), { timeZoneName: "short", timeZone: timeZone() });
  return format.formatToParts(time).find((part) => part.type === "timeZoneName")?.value ?? "";
}

const FORMATS: Record<string, (time: Date) => string> = { weekday: formatWeekday, day: formatDay };

export function formatTime(time: Date | number): string {
  return formatted(time, { dateStyle: "medium", timeStyle: "short" });
}

function formatLong(time: Date): string {
  return formatted(time, { dateStyle: "full", timeStyle: "long" });
}

export function showLocalTimes(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[data-local-time]")) {
    const time = new Date(element.dateTime);
    if (Number.isNaN(time.getTime())) continue;
    element.textContent = (FORMATS[element.dataset["localTime"] ?? ""] ?? formatTime)(time);
    element.title = formatLong(time);
  }
  for (const zone of root.querySelectorAll<HTMLElement>("[data-zone-at]")) {
    const time = new Date(zone.dataset["zoneAt"] ?? "");
    if (!Number.isNaN(time.getTime())) zone.textContent = zoneName(time);
  }
  for (const other of root.querySelectorAll<HTMLElement>("[data-course-zone]")) {
    const time = new Date(other.dataset["at"] ?? "");
    if (!Number.isNaN(time.getTime())) other.hidden = isSameTime(time, other.dataset["courseZone"] ?? "UTC");
  }
}

/** Whether the reader's clock shows the same as one in another time zone. */
function isSameTime(time: Date, zone: string): boolean {
  const options: Intl.DateTimeFormatOptions = { dateStyle: "short", timeStyle: "short" };
  const there = new Intl.DateTimeFormat(locale(), { ...options, timeZone: zone }).format(time);
  return there === formatted(time, options);
}
