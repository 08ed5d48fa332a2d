// The messages that the server sends about a submission; made by web/student/feedback.py.

import type { CodeMark } from "./types";

export interface Urls {
  id: string;
  page: string;
  events: string;
  state: string;
  cancel: string;
}

export interface CaseMessage {
  name: string;
  /** Name of its rubric row. */
  row: string;
  title: string;
  verdict: string;
  verdictText: string;
  score: number;
  codeLine: number | null;
  /** What went wrong, in words; empty if nothing did. */
  error: string;
  html: string;
  /** The result beside its question; null in an assignment without questions. */
  questionHtml: string | null;
}

export interface ProgressMessage {
  case: string;
  iteration: number | null;
  of: number | null;
  seconds: number | null;
  data: Record<string, number | number[]>;
}

/** What the assignment's page shows of the student's attempts, as text. */
export interface StudentProgress {
  attemptsLeft: string;
  score: string;
  /** Why nothing can be submitted; empty if something can. */
  closed: string;
  /** By the question's name. */
  tries: Record<string, string>;
}

export interface DoneMessage {
  status: string;
  /** The head of the results. */
  html: string;
  /** The tests by how they ended, with places for the rows that the page has; null if these stay as they are. */
  board: string | null;
  /** What is said of tests without a result. */
  unfinished: string;
  /** What follows the tests. */
  after: string;
  /** The report of a training run; null if there is none. */
  training: string | null;
  /** By the rubric row's name. */
  rowScores: Record<string, number>;
  summary: string;
  /** The results beside questions, by name: a mistake may be recognised once all tests have run. */
  answers: Record<string, string>;
  /** The line at which the whole file did not load. */
  mark: CodeMark | null;
  score: number | null;
  maxScore: number | null;
  page: string;
  /** Where to ask for repairs; null when none are searched for. */
  repairs: string | null;
  /** Null unless the reader is the submission's student. */
  progress: StudentProgress | null;
}

/** The repairs of a failed submission; made by web/student/repairs.py. */
export interface RepairsMessage {
  status: "pending" | "ready" | "none";
  html: string;
}

export interface Wait {
  ahead: number;
  seconds: number | null;
  /** Grading is paused: nobody knows until when. */
  paused?: boolean;
}

export interface Watcher {
  onCase(message: CaseMessage): void;
  onProgress(message: ProgressMessage): void;
  onDone(message: DoneMessage): void;
  onWait(wait: Wait): void;
  onRunning(): void;
  onConnection(connected: boolean): void;
}

/** The JSON form of the event stream. */
export interface Events {
  events: { id: number; event: string; data: unknown }[];
  finished: boolean;
}

export interface State {
  status: string;
  wait: Wait | null;
}
