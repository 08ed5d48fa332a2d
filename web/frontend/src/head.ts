// Runs before the page is drawn: says that there is a script, and sets the width of the reading pane.

const root = document.documentElement;
root.dataset["script"] = "";
root.style.setProperty("--editor-size", `${root.dataset["editorSize"] ?? 13}px`);
try {
  const split = localStorage.getItem("split");
  if (split) root.style.setProperty("--split", split);
} catch {
  // Without local storage the pane has its own width.
}

export {};
