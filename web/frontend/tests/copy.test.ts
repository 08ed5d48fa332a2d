import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { installCopyButtons } from "../src/copy";

const writeText = vi.fn<(text: string) => Promise<void>>();

beforeAll(() => {
  installCopyButtons(document);
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
});

beforeEach(() => {
  document.body.innerHTML = '<div><pre>print(1)\n</pre><button data-copy="">Copy</button></div>';
});

const button = (): HTMLButtonElement => document.querySelector("button") as HTMLButtonElement;

it("copies the text beside the button, says so, and gets its label back", async () => {
  vi.useFakeTimers();
  writeText.mockResolvedValue();
  button().click();
  await vi.advanceTimersByTimeAsync(0);
  expect(writeText).toHaveBeenLastCalledWith("print(1)\n");
  expect(button().textContent).toBe("Copied");
  // A second click must not take "Copied" for the label.
  button().click();
  await vi.advanceTimersByTimeAsync(2000);
  expect(button().textContent).toBe("Copy");
  vi.useRealTimers();
});

it("selects the text where the clipboard is not allowed", async () => {
  writeText.mockRejectedValue(new DOMException("denied", "NotAllowedError"));
  button().click();
  await vi.waitFor(() => expect(button().textContent).toBe("Selected: press Ctrl+C"));
  expect(window.getSelection()?.toString()).toBe("print(1)\n");
});
