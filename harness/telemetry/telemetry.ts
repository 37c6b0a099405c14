import type {ReportedSpan} from '@cohort-salesforce/spec';
import type {Summary} from '../report/summary.js';

export interface TracedRun {
  command: string;
  /** The connection's file, without its folder. */
  connection: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
}

export interface EndedRun {
  summary: Summary;
  /** How old a change may be that no run has moved yet, in seconds; undefined before the first good run. */
  lag: number | undefined;
}

/** The trace and the metrics of one run. */
export interface Telemetry {
  /** What happens until the function that comes back is called belongs to this direction. */
  direction(label: string): (isComplete: boolean) => void;
  /** A call or a batch of a connector. */
  span(connector: string, span: ReportedSpan): void;
  /** Sends everything; resolves with what went wrong about that. */
  end(run: EndedRun): Promise<readonly string[]>;
}
