// The file to submit: chosen by the button, or dropped anywhere on the page. While one is chosen, what the page itself
// holds is dimmed and cannot be edited.

import { findIn, setText } from "./dom";
import { formatBytes } from "./format";
import { TEXT } from "./strings";

export class FileChoice {
  private readonly input: HTMLInputElement;
  /** Called when a file was chosen or taken back. */
  onChange: () => void = () => undefined;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly showProblem: (message: string) => void,
  ) {
    this.input = findIn<HTMLInputElement>(form, "input[type=file]");
    this.input.addEventListener("change", () => this.changed());
    findIn(form, "[data-file-clear]").addEventListener("click", () => this.clear());
    // In the capture phase, before the editor, which would type the file's text.
    for (const kind of ["dragenter", "dragover"] as const) window.addEventListener(kind, (event) => this.over(event), true);
    window.addEventListener("dragleave", (event) => event.relatedTarget || this.showDropping(false), true);
    window.addEventListener("drop", (event) => this.dropped(event), true);
    // A reload may bring the choice back.
    if (this.file) this.changed();
  }

  get file(): File | null {
    return this.input.files?.[0] ?? null;
  }

  /** What keeps the file from being submitted; empty if nothing does. */
  problem(): string {
    const { file } = this;
    if (!file) return "";
    const accepted = this.input.accept.split(",").filter(Boolean);
    if (accepted.length && !accepted.some((ending) => file.name.toLowerCase().endsWith(ending))) {
      return TEXT.wrongType(file.name, accepted);
    }
    if (!file.size) return TEXT.emptyFile(file.name);
    const most = Number(this.form.dataset["maxBytes"]);
    return most && file.size > most ? TEXT.largeFile(file.name, formatBytes(file.size), formatBytes(most)) : "";
  }

  clear(): void {
    this.input.value = "";
    this.changed();
  }

  private changed(): void {
    const { file } = this;
    findIn(this.form, "[data-chosen]").hidden = !file;
    if (file) setText(this.form, "[data-chosen-name]", TEXT.chosenName(file.name, formatBytes(file.size)));
    for (const own of this.form.querySelectorAll<HTMLElement>("[data-own]")) own.inert = file !== null;
    this.showProblem(this.problem());
    this.onChange();
  }

  private over(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    event.dataTransfer.dropEffect = "copy";
    this.showDropping(true);
  }

  private dropped(event: DragEvent): void {
    this.showDropping(false);
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    event.preventDefault();
    event.stopPropagation();
    if (files.length > 1) return this.showProblem(TEXT.oneFile);
    this.input.files = files;
    this.changed();
  }

  private showDropping(dropping: boolean): void {
    document.body.classList.toggle("dropping", dropping);
  }
}
