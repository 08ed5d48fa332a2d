// The results as they stand, to be put back when a submission is refused.

const PARTS = ["#outcome", "#board", "#after", "#training"];

export class Snapshot {
  private readonly children = new Map<string, ChildNode[]>();
  private readonly trainingHidden: boolean;

  constructor(private readonly root: ParentNode) {
    for (const part of PARTS) this.children.set(part, [...(this.root.querySelector(part)?.childNodes ?? [])]);
    this.trainingHidden = this.root.querySelector<HTMLElement>("#training")?.hidden !== false;
  }

  restore(): void {
    for (const [part, children] of this.children) this.root.querySelector(part)?.replaceChildren(...children);
    const training = this.root.querySelector<HTMLElement>("#training");
    if (training) training.hidden = this.trainingHidden;
  }
}
