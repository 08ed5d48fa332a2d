// What the server tells of a submission; made by web/student/feedback.py.

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
  row: string;
  title: string;
  verdict: string;
  words: string;
  score: number;
  /** Its row beside the question that it is about, in an assignment with questions. */
  answer: string | null;
  codeLine: number | null;
  html: string;
}

export interface ProgressMessage {
  case: string;
  iteration: number | null;
  of: number | null;
  seconds: number | null;
  data: Record<string, number | number[]>;
}

export interface DoneMessage {
  status: string;
  html: string;
  rows: Record<string, number>;
  words: string;
  /** Tests whose mistake was named when all had run. */
  explained: CaseMessage[];
  /** The line at which the whole file did not load. */
  mark: CodeMark | null;
  score: number | null;
  maxScore: number | null;
  open: string | null;
  page: string;
  /** Only for whose submission it is. */
  standing: { attemptsLeft: string; score: string; closed: string; tries: Record<string, string> } | null;
}

export interface Wait {
  ahead: number;
  seconds: number | null;
}

export interface Watcher {
  onCase(message: CaseMessage): void;
  onProgress(message: ProgressMessage): void;
  onDone(message: DoneMessage): void;
  onWait(wait: Wait): void;
  onRunning(): void;
  onConnection(connected: boolean): void;
}

/** The events' address, asked for JSON. */
export interface Events {
  events: { id: number; event: string; data: unknown }[];
  finished: boolean;
}

export interface State {
  status: string;
  wait: Wait | null;
}
