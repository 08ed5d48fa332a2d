// Which view is shown: task or results on the left, and on a narrow screen one of task, code and results.

export type View = "task" | "results" | "code";

const NARROW = "(max-width: 52rem)";

export class Views {
  constructor(private readonly space: HTMLElement) {
    for (const button of space.querySelectorAll<HTMLElement>("[data-show]")) {
      button.addEventListener("click", () => this.show(button.dataset["show"] as View));
    }
    space.querySelector("[role=tablist]")?.addEventListener("keydown", (event) => this.onTabKey(event as KeyboardEvent));
  }

  get isNarrow(): boolean {
    return window.matchMedia(NARROW).matches;
  }

  show(view: View): void {
    if (view === "code") this.space.dataset["phone"] = "code";
    else {
      this.space.dataset["view"] = view;
      this.space.dataset["phone"] = "read";
      this.remember(view);
    }
    for (const tab of this.tabs) {
      const selected = tab.dataset["show"] === this.space.dataset["view"];
      tab.ariaSelected = String(selected);
      tab.tabIndex = selected ? 0 : -1;
    }
    for (const key of this.space.querySelectorAll<HTMLElement>(".dock [data-show]")) {
      key.ariaPressed = String(key.dataset["show"] === view);
    }
  }

  /** Move the focus into a view, as the keys do. */
  focus(view: View): void {
    this.show(view);
    this.space.querySelector<HTMLElement>(`#panel-${view}`)?.focus({ preventScroll: true });
  }

  private get tabs(): HTMLElement[] {
    return [...this.space.querySelectorAll<HTMLElement>("[role=tab]")];
  }

  private onTabKey(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const { tabs } = this;
    const next = step ? tabs[(tabs.indexOf(document.activeElement as HTMLElement) + step + tabs.length) % tabs.length] : null;
    if (!next) return;
    event.preventDefault();
    this.show(next.dataset["show"] as View);
    next.focus();
  }

  /** The view stays over a reload. */
  private remember(view: View): void {
    const address = new URL(location.href);
    if (address.searchParams.get("view") === view) return;
    address.searchParams.set("view", view);
    history.replaceState(history.state, "", address);
  }
}
