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

  it("names the time zone beside a deadline, which has its weekday or its year", () => {
    document.body.innerHTML =
      '<time datetime="2031-01-15T20:30:00+00:00" data-local-time="weekday">15 Jan 2031, 20:30</time>' +
      ' <span data-zone-at="2031-01-15T20:30:00+00:00">?</span>' +
      `<time datetime="${new Date().getFullYear()}-06-15T12:00:00+00:00" data-local-time="day">15 June</time>`;
    showLocalTimes(document);
    expect(document.querySelector("time")?.textContent).toContain("2031");
    expect(document.querySelector("span")?.textContent).toMatch(/^(UTC|GMT|[A-Z]{2,5})/);
    expect(document.querySelectorAll("time")[1]?.textContent).not.toContain(String(new Date().getFullYear()));
  });

  it("uses the time zone and the language of the account", () => {
    document.documentElement.dataset["timeZone"] = "Asia/Tokyo";
    document.documentElement.lang = "de";
    document.body.innerHTML = '<time datetime="2031-01-15T20:30:00+00:00" data-local-time>?</time>';
    showLocalTimes(document);
    expect(document.querySelector("time")?.textContent).toContain("16.01.2031, 05:30");
    delete document.documentElement.dataset["timeZone"];
    document.documentElement.removeAttribute("lang");
  });

  it("leaves times that cannot be read, and those that are not marked", () => {
    document.body.innerHTML =
      '<time datetime="soon" data-local-time>soon</time><time datetime="2031-01-15T20:30:00Z">plain</time>';
    showLocalTimes(document);
    expect(document.body.textContent).toBe("soonplain");
  });

  it("shows the course's time zone only where the reader's clock shows something else", () => {
    document.documentElement.dataset["timeZone"] = "Asia/Tokyo";
    const span = (zone: string): string => `<span data-course-zone="${zone}" data-at="2031-01-15T20:30:00Z">?</span>`;
    document.body.innerHTML = span("Europe/Vienna") + span("Asia/Tokyo") + span("Asia/Seoul");
    showLocalTimes(document);
    const hidden = [...document.querySelectorAll("span")].map((element) => element.hidden);
    delete document.documentElement.dataset["timeZone"];
    expect(hidden).toEqual([false, true, true]);
  });
});
