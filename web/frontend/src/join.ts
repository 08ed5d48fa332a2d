// Names the course of a join code as soon as the code is complete.

const CODE_LENGTH = 8;

export function installJoinCode(field: HTMLInputElement | null): void {
  const help = field && document.getElementById(`${field.id}-help`);
  if (!field || !help) return;
  let latest = 0;
  const show = async (): Promise<void> => {
    const request = ++latest;
    const code = field.value.replace(/\s/g, "");
    const course = code.length === CODE_LENGTH ? await courseOf(field.dataset["joinCode"] ?? "", code) : null;
    // A response that a later change has overtaken is ignored.
    if (request !== latest) return;
    help.textContent = course ?? help.dataset["help"] ?? "";
    help.classList.toggle("good", course !== null);
  };
  field.addEventListener("input", () => void show());
  if (field.value) void show();
}

/** "Course, instructors"; null if no course has this code, or the server does not say. */
async function courseOf(address: string, code: string): Promise<string | null> {
  const url = new URL(address, location.href);
  url.searchParams.set("code", code);
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    if (!response.ok) return null;
    const { name, instructors } = (await response.json()) as { name: string | null; instructors: string[] };
    return name === null ? null : [name, ...instructors].join(", ");
  } catch {
    return null;
  }
}
