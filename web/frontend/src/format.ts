// How numbers are written on the page.

import { t } from "./i18n";

/** Points with at most two decimals: "7.5". */
export function formatPoints(points: number): string {
  return `${Number(points.toFixed(2))}`;
}

export function formatDuration(seconds: number): string {
  if (seconds < 1) return t("less than a second");
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}

export function formatBytes(bytes: number): string {
  return bytes < 1024 ? t("%(number)s bytes", { number: bytes }) : `${Math.round(bytes / 1024)} KiB`;
}
