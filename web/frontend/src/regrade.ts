// Follows a regrade of an assignment: its progress, and the page again when it has reached its next state.

const PAUSE_MS = 1500;

interface Progress {
  state: string;
  done: number;
  of: number;
}

export function followRegrade(card: HTMLElement | null): void {
  const url = card?.dataset["regrade"];
  if (!card || !url) return;
  const meter = card.querySelector("progress");
  const number = card.querySelector<HTMLElement>("[data-done]");
  const ask = async (): Promise<void> => {
    const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    const found = answer?.ok ? ((await answer.json()) as Progress) : null;
    if (found && found.state !== card.dataset["state"]) {
      location.reload();
      return;
    }
    if (found) {
      if (meter) meter.value = found.done;
      if (number) number.textContent = String(found.done);
    }
    setTimeout(() => void ask(), PAUSE_MS);
  };
  setTimeout(() => void ask(), PAUSE_MS);
}
