// What the script says, in one place and in the page's language. `count` and the like are filled in by the caller.

import { t, tn } from "./i18n";

export const TEXT = {
  starter: t("Starter code"),
  draftSaved: t("Draft saved in this browser."),
  draftSynced: t("Draft saved."),
  newerDraft: (when: string) => t("A newer draft was saved in another tab or browser, %(time)s.", { time: when }),
  otherDraft: (when: string) => t("Another version of your draft, of %(time)s, is kept in this browser.", { time: when }),
  draftRefused: t("This browser cannot save drafts."),
  draftRestored: (when: string) => t("Draft restored from %(time)s.", { time: when }),
  starterRestored: t("Starter code restored."),
  submit: t("Submit"),
  sending: t("Sending…"),
  grading: t("Grading…"),
  stillRunning: t("A run is still going. Wait for its result, or cancel it first."),
  cancelling: t("Cancelling…"),
  cancelFailed: t("Could not cancel: no connection. Grading continues."),
  offline: t("The server cannot be reached. Your work is saved in this browser; submit it again when you are online."),
  signedOut: t("You are signed out. Reload the page; your draft is saved."),
  tooLarge: t("That file is too large."),
  refused: t("The server could not accept your work. It is saved in this browser; try again in a minute."),
  failed: t("The request failed."),
  oneFile: t("Drop one file only."),
  emptyEditor: t("The editor is empty. Write some code first."),
  emptyFile: (name: string) => t("%(name)s is empty. Save your work, then choose it again.", { name }),
  largeFile: (name: string, size: string, most: string) => t("%(name)s has %(size)s; at most %(most)s are accepted.", { name, size, most }),
  wrongType: (name: string, endings: string[]) => {
    const accepted = endings.join(t(" or "));
    return t("%(name)s cannot be submitted here. Choose a file that ends in %(accepted)s.", { name, accepted });
  },
  fileStatus: (name: string, size: string) => t("%(name)s (%(size)s) will be submitted", { name, size }),
  chosenName: (name: string, size: string) => `${name} (${size})`,
  editorStatus: t("The editor's text will be submitted."),
  score: (points: string, total: number) => t("%(number)s of %(total)s", { number: points, total }),
  ended: (score: string, title: string) => `${score} · ${title}`,
  running: (title: string) => [t("Running"), title].join(" · "),
  notified: (title: string) => t("%(title)s: results are ready", { title }),
} as const;

/** The results. */
export const BOARD = {
  connectionLost: t("Connection lost. Reconnecting; your results are safe."),
  notSubmitted: (reason: string) => [t("Not submitted."), reason].filter(Boolean).join(" "),
  queued: t("In the queue"),
  running: t("Running"),
  runningCode: t("Running your code..."),
  done: (number: number, all: number) => t("%(number)s of %(total)s tests done.", { number, total: all }),
  next: t("Next in line"),
  paused: t("Grading is paused. Your submission is stored and will be graded when grading continues."),
  ahead: (number: number) => t("%(number)s ahead of you in line", { number }),
  wait: (place: string, time: string) => t("%(place)s, about %(time)s.", { place, time }),
  ended: (graded: boolean) => (graded ? t("Graded.") : t("Not graded.")),
  points: (points: string, total: number) => t("%(points)s of %(total)s points.", { points, total }),
  announced: (done: number, failed: number) => t("%(number)s tests done, %(failed)s not passed.", { number: done, failed }),
  passed: (passed: number, all: number) => t("%(passed)s of %(total)s passed", { passed, total: all }),
  onSubmit: t("on submit"),
  /** Of a test, in a row or read aloud. */
  now: t("running"),
} as const;

/** The states of tests, by the kind of their bar. */
export const KIND_WORDS: [kind: string, words: string][] = [
  ["p", t("passed")],
  ["h", t("partly right")],
  ["f", t("failed")],
  ["r", t("running")],
  ["w", t("not run")],
];

/** A run that trains. */
export const TRAINING = {
  iteration: t("Iteration"),
  loss: t("Your loss"),
  reference: t("Reference loss"),
  of: (number: number, all: number) => t("%(number)s of %(total)s", { number, total: all }),
  change: (first: string, last: string, iterations: number) =>
    t("Your loss went from %(first)s to %(last)s in %(number)s iterations.", { first, last, number: iterations }),
  changeBeside: (first: string, last: string, iterations: number, reference: string) =>
    t("Your loss went from %(first)s to %(last)s in %(number)s iterations; the reference loss there is %(reference)s.", {
      first,
      last,
      reference,
      number: iterations,
    }),
} as const;

/** The page of questions. */
export const QUIZ = {
  changed: t("changed"),
  unanswered: t("not answered"),
  checking: t("Checking…"),
  counted: (graded: number, all: number, changed: number) => {
    const text = t("%(number)s of %(total)s graded", { number: graded, total: all });
    return changed ? [text, t("%(number)s changed", { number: changed })].join(", ") : text;
  },
  submit: (changed: number) => (changed ? tn("Submit %(num)s answer", "Submit %(num)s answers", changed) : t("Submit")),
} as const;

/** The questions before a submission. */
export const ASK = {
  submitAnyway: t("Submit anyway"),
  submitAttempt: (number: number) => t("Submit attempt %(number)s", { number }),
  untouched: {
    title: t("Submit the starter code?"),
    text: t("You have not changed the starter code yet."),
  },
  broken: {
    title: t("Submit code that does not load?"),
    text: (line: number) => t("Line %(line)s, or one before it, is not valid Python. Code that does not load runs no tests.", { line }),
  },
  last: {
    title: t("Use your last attempt?"),
    text: (number: number) => t("This is your last attempt: number %(number)s of %(number)s. A practice run costs nothing.", { number }),
  },
  best: (score: string) => t("The best attempt counts. Your score cannot drop below %(score)s.", { score }),
  bestFirst: t("The best attempt counts."),
  newest: t("The last attempt counts, even if an earlier one was better."),
  notTried: t("You have not run the visible tests with this code."),
  tried: t("You have run the visible tests with this code."),
  costs: t("Submitting uses an attempt. A practice run costs nothing."),
  due: (when: string) => `${when}.`,
} as const;

/** Buttons that copy. */
export const COPY = {
  copied: t("Copied"),
  selected: t("Selected: press Ctrl+C"),
} as const;
