import { beforeEach, describe, expect, it } from "vitest";
import { formatTime, showLocalTimes } from "../src/times";

beforeEach(() => document.body.replaceChildren());

describe("showLocalTimes", () => {
  it("shows a UTC time in the reader's time zone, with the long form as its title", () => {
    document.body.innerHTML = '<time datetime="2031-01-15T20:30:00+00:00" data-local-time>15 Jan 2031, 20:30 UTC</time>';
    showLocalTimes(document);
    const time = document.querySelector("time");
    expect(time?.textContent).toBe(formatTime(new Date("2031-01-15T20:30:00Z")));
    expect(time?.title).toContain("2031");
    expect(time?.title.length).toBeGreaterThan(time?.textContent?.length ?? 0);
  });

  it("leaves times that cannot be read, and those that are not marked", () => {
    document.body.innerHTML =
      '<time datetime="soon" data-local-time>soon</time><time datetime="2031-01-15T20:30:00Z">plain</time>';
    showLocalTimes(document);
    expect(document.body.textContent).toBe("soonplain");
  });

  it("shows what a typed UTC time means for the reader, and hides it for an empty field", () => {
    document.body.innerHTML = '<input id="due_at"><p data-local-time-of="due_at">?</p>';
    const field = document.querySelector("input") as HTMLInputElement;
    const line = document.querySelector("p") as HTMLElement;
    showLocalTimes(document);
    expect(line.hidden).toBe(true);
    field.value = "2031-01-15T20:30";
    field.dispatchEvent(new Event("input"));
    expect(line.hidden).toBe(false);
    expect(line.textContent).toMatch(/^In your time zone: .*2031/);
    field.value = "";
    field.dispatchEvent(new Event("input"));
    expect(line.hidden).toBe(true);
  });
});
