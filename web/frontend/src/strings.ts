// What the script says, in one place. `count` and the like are filled in by the caller.

export const ATTEMPT_LEFT = "1 attempt left.";

export const TEXT = {
  starter: "Starter code",
  draftSaved: "Draft saved in this browser.",
  draftSynced: "Draft saved.",
  newerDraft: (when: string) => `A newer draft was saved in another tab or browser, ${when}.`,
  draftRefused: "This browser cannot save drafts.",
  draftRestored: (when: string) => `Draft restored from ${when}.`,
  starterRestored: "Starter code restored.",
  submit: "Submit",
  sending: "Sending…",
  grading: "Grading…",
  stillRunning: "A run is still going. Wait for its result, or cancel it first.",
  cancelling: "Cancelling…",
  cancelFailed: "Could not cancel: no connection. Grading continues.",
  offline: "The server cannot be reached. Your work is saved in this browser; submit it again when you are online.",
  signedOut: "You are signed out. Reload the page; your draft is saved.",
  tooLarge: "That file is too large.",
  refused: "The server could not accept your work. It is saved in this browser; try again in a minute.",
  failed: "The request failed.",
  oneFile: "Drop one file only.",
  emptyEditor: "The editor is empty. Write some code first.",
  emptyFile: (name: string) => `${name} is empty. Save your work, then choose it again.`,
  largeFile: (name: string, size: string, most: string) => `${name} has ${size}; at most ${most} are accepted.`,
  wrongType: (name: string, accepted: string) => `${name} cannot be submitted here. Choose a file that ends in ${accepted}.`,
  fileStatus: (name: string, size: string) => `${name} (${size}) will be submitted`,
  chosenName: (name: string, size: string) => `${name} (${size})`,
  editorStatus: "The editor's text will be submitted.",
  pageStatus: "The answers on this page will be submitted.",
  ended: (score: string, title: string) => `${score} · ${title}`,
  running: (title: string) => `Running · ${title}`,
  notified: (title: string) => `${title}: results are ready`,
} as const;

/** The page of questions. */
export const QUIZ = {
  changed: "changed",
  unanswered: "not answered",
  checking: "Checking…",
  counted: (graded: number, all: number, changed: number) =>
    `${graded} of ${all} graded${changed ? `, ${changed} changed` : ""}`,
  submit: (changed: number) => (changed ? `Submit ${changed} answer${changed === 1 ? "" : "s"}` : "Submit"),
} as const;

/** The questions before a submission. */
export const ASK = {
  keep: "Keep working",
  tryFirst: "Run visible tests first",
  submitAnyway: "Submit anyway",
  submitAttempt: (number: number) => `Submit attempt ${number}`,
  untouched: {
    title: "Submit the starter code?",
    text: "You have not changed the starter code yet.",
  },
  broken: {
    title: "Submit code that does not load?",
    text: (line: number) => `Line ${line}, or one before it, is not valid Python. Code that does not load runs no tests.`,
  },
  last: {
    title: "Use your last attempt?",
    text: (number: number) => `This is your last attempt: number ${number} of ${number}. A practice run costs nothing.`,
  },
  best: (score: string) => `The best attempt counts. Your score cannot drop below ${score}.`,
  bestFirst: "The best attempt counts.",
  newest: "The last attempt counts, even if an earlier one was better.",
  notTried: "You have not run the visible tests with this code.",
  tried: "You have run the visible tests with this code.",
  costs: "Submitting uses an attempt. A practice run costs nothing.",
  due: (when: string) => `${when}.`,
} as const;
