// Runs before the page is drawn: says that there is a script, and sets the width of the reading pane.

document.documentElement.dataset["script"] = "";
try {
  const split = localStorage.getItem("split");
  if (split) document.documentElement.style.setProperty("--split", split);
} catch {
  // Without local storage the pane has its own width.
}

export {};
