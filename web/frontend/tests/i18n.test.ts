import { beforeEach, describe, expect, it } from "vitest";
import { forgetTexts, t, tn } from "../src/i18n";

describe("texts in the page's language", () => {
  beforeEach(() => {
    document.body.innerHTML = "";
    forgetTexts();
  });

  it("are English without a catalogue", () => {
    expect(t("Draft saved %(when)s.", { when: "now" })).toBe("Draft saved now.");
    expect(tn("%(num)s test", "%(num)s tests", 1)).toBe("1 test");
    expect(tn("%(num)s test", "%(num)s tests", 3)).toBe("3 tests");
  });

  it("come from the page", () => {
    const data = { "Saved %(when)s.": "%(when)s gespeichert.", "%(num)s try": ["%(num)s Versuch", "%(num)s Versuche"] };
    document.body.innerHTML = `<script type="application/json" id="texts">${JSON.stringify(data)}</script>`;
    expect(t("Saved %(when)s.", { when: "Eben" })).toBe("Eben gespeichert.");
    expect(tn("%(num)s try", "%(num)s tries", 1)).toBe("1 Versuch");
    expect(tn("%(num)s try", "%(num)s tries", 2)).toBe("2 Versuche");
    expect(t("Unknown")).toBe("Unknown");
  });
});
