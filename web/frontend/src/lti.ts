// The pages between a learning management system and the grader: sends the answer of a deep link, asks for the window to
// be closed, and keeps the secret of a login with the platform where cookies of frames are blocked (LTI Client Side
// postMessages 1.0).

/** How long the platform may take to answer a message, in milliseconds. Without an answer the page's own button is used. */
const WAIT_MS = 1500;

type Message = { subject: string; [name: string]: unknown };

/** Where the platform's storage listens: its page, or the frame of that name in it. */
export function storageWindow(host: Window, target: string): Window | null {
  const outer = host.opener ?? (host.parent !== host ? host.parent : null);
  if (!outer) return null;
  if (target === "_parent") return outer;
  try {
    return (outer.frames as unknown as Record<string, Window | undefined>)[target] ?? outer;
  } catch {
    return outer;
  }
}

/** Send a message and wait for its response; null if there is none in time. Other origins are not heard. */
export function ask(host: Window, target: string, origin: string, message: Message): Promise<Message | null> {
  const outer = storageWindow(host, target);
  if (!outer || !origin) return Promise.resolve(null);
  const id = crypto.randomUUID();
  return new Promise((resolve) => {
    const listen = (event: MessageEvent): void => {
      const data = event.data as Message | null;
      if (event.origin !== origin || data?.["message_id"] !== id) return;
      if (data.subject !== `${message.subject}.response`) return;
      finish(data);
    };
    const finish = (data: Message | null): void => {
      host.removeEventListener("message", listen);
      window.clearTimeout(timer);
      resolve(data && !data["error"] ? data : null);
    };
    const timer = window.setTimeout(() => finish(null), WAIT_MS);
    host.addEventListener("message", listen);
    outer.postMessage({ ...message, message_id: id }, origin);
  });
}

/** Keep the login's secret with the platform, then go on to it. */
export async function store(link: HTMLAnchorElement): Promise<void> {
  const { ltiStore: key, ltiValue: value, ltiTarget: target = "", ltiOrigin: origin = "" } = link.dataset;
  await ask(window, target, origin, { subject: "lti.put_data", key, value });
  window.location.replace(link.href);
}

/** Send the form with the secret that the platform has kept; without one, the reader is asked. */
export async function read(form: HTMLFormElement): Promise<void> {
  const { ltiRead: key, ltiTarget: target = "", ltiOrigin: origin = "" } = form.dataset;
  const found = await ask(window, target, origin, { subject: "lti.get_data", key });
  const field = form.querySelector<HTMLInputElement>("input[name=kept]");
  if (!field || typeof found?.["value"] !== "string" || !found["value"]) return;
  field.value = found["value"];
  form.submit();
}

function start(): void {
  const link = document.querySelector<HTMLAnchorElement>("a[data-lti-store]");
  const form = document.querySelector<HTMLFormElement>("form[data-lti-read]");
  if (link) void store(link);
  if (form) void read(form);
  document.querySelector<HTMLFormElement>("form[data-lti-send]")?.submit();
  if (document.querySelector("[data-lti-close]")) {
    (window.opener ?? window.parent).postMessage({ subject: "org.imsglobal.lti.close" }, "*");
  }
}

start();
