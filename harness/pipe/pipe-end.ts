import type {LogLevel} from '@cohort-salesforce/spec';
import type {MessageHandler} from '../connector/message-handler.js';
import type {RunningConnector} from '../connector/start-connector.js';

/** One end of the pipe: a running connector and what handles its messages. */
export interface PipeEnd {
  connector: RunningConnector;
  listener: MessageHandler;
  log(level: LogLevel, message: string): void;
}

export interface Limits {
  /** How long a source may send neither record nor state. */
  heartbeatMs: number;
  /** How long a destination may take for what it has, without an answer. */
  answerMs: number;
  /** How long a connector may take to end once it has closed its stdout. */
  exitMs: number;
}
