// Look-ups in the page.

/** The first descendant that matches. Throws if there is none: script and template do not fit together. */
export function findIn<T extends HTMLElement = HTMLElement>(root: ParentNode, selector: string): T {
  const element = root.querySelector<T>(selector);
  if (!element) throw new Error(`${selector} is missing`);
  return element;
}

/** Set the text of the first descendant that matches, if there is one. */
export function setText(root: ParentNode, selector: string, text: string): void {
  const element = root.querySelector(selector);
  if (element) element.textContent = text;
}
