import { expect, it, vi } from "vitest";
import { ask, storageWindow } from "../src/lti";

const LMS = "https://lms.example.edu";

/** A window in a frame; `answer` says what the platform sends back for a message, and from where. */
function framed(answer: (message: Record<string, unknown>) => { data: unknown; origin: string } | null): Window {
  const listeners = new Set<(event: MessageEvent) => void>();
  const parent = {
    frames: {},
    postMessage: vi.fn((message: Record<string, unknown>) => {
      const found = answer(message);
      if (found) for (const listen of listeners) listen(found as MessageEvent);
    }),
  };
  return {
    opener: null,
    parent,
    addEventListener: (_: string, listen: (event: MessageEvent) => void) => listeners.add(listen),
    removeEventListener: (_: string, listen: (event: MessageEvent) => void) => listeners.delete(listen),
  } as unknown as Window;
}

const reply = (message: Record<string, unknown>, more: object, origin = LMS) => ({
  data: { subject: `${String(message["subject"])}.response`, message_id: message["message_id"], ...more },
  origin,
});

it("gets what the platform has kept", async () => {
  const host = framed((message) => reply(message, { value: "secret" }));
  expect(await ask(host, "_parent", LMS, { subject: "lti.get_data", key: "k" })).toMatchObject({ value: "secret" });
});

it("hears neither other origins nor errors, and does not wait for ever", async () => {
  vi.useFakeTimers();
  const stranger = framed((message) => reply(message, { value: "forged" }, "https://evil.example"));
  const heard = ask(stranger, "_parent", LMS, { subject: "lti.get_data", key: "k" });
  await vi.advanceTimersByTimeAsync(2000);
  expect(await heard).toBeNull();
  vi.useRealTimers();
  const failing = framed((message) => reply(message, { error: { code: "storage_exhausted" } }));
  expect(await ask(failing, "_parent", LMS, { subject: "lti.put_data", key: "k" })).toBeNull();
});

it("asks nobody outside a frame", async () => {
  const alone = { opener: null } as unknown as Window & { parent: Window };
  alone.parent = alone;
  expect(storageWindow(alone, "_parent")).toBeNull();
  expect(await ask(alone, "_parent", LMS, { subject: "lti.get_data", key: "k" })).toBeNull();
});
