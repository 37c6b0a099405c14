import type {
  AirbyteEstimateTrace,
  AirbyteMessage,
  AirbyteTraceMessage,
  Failure,
  LogLevel,
  StreamStatus,
} from '@cohort-salesforce/spec';
import {streamKey} from '@cohort-salesforce/spec';

/** What a connector failed of, in the order in which it became known. */
export interface Problem {
  connector: string;
  failure: Failure;
  message: string;
  /** `UNDER_WAY`: another run of the connection is at work. */
  code?: 'UNDER_WAY';
  stream?: string;
  /** Where the connection describes what was moved, if that is not `import` or `export`. */
  of?: string | undefined;
}

export interface MessageHandlerOptions {
  connector: string;
  log(level: LogLevel, message: string): void;
  /** Resolves when the config that a CONTROL message brought is on the disk. */
  saveConfig(config: Record<string, unknown>): Promise<void>;
  problem(problem: Problem): void;
  /** Called with what a connector tells in a form of its own. */
  onReport?(type: string, value: unknown): void;
}

const FAILURES: readonly Failure[] = ['config_error', 'transient_error', 'system_error'];
const STATUSES: readonly StreamStatus[] = ['STARTED', 'RUNNING', 'COMPLETE', 'INCOMPLETE'];

/** Hears everything a connector says besides its data: logs, errors, statuses, costs, logins. */
export class MessageHandler {
  apiCalls = 0;
  /** How many more calls the connector's system allows today, as far as it said. */
  apiCallsLeft: number | undefined;
  readonly statuses = new Map<string, StreamStatus>();
  readonly estimates = new Map<string, AirbyteEstimateTrace>();
  /** When the source may go on, in ms since the epoch, while it waits for its system's limits. */
  rateLimitedUntil: number | undefined;
  #saidError = false;
  readonly #options: MessageHandlerOptions;

  constructor(options: MessageHandlerOptions) {
    this.#options = options;
  }

  /** Whether it named the reason of its failure itself. */
  get saidError(): boolean {
    return this.#saidError;
  }

  /** A promise means: wait, something must be on the disk before anything else happens. */
  handle(message: AirbyteMessage): Promise<void> | undefined {
    if (message.type === 'LOG') this.#options.log(message.log.level, message.log.message);
    if (message.type === 'TRACE') this.#trace(message.trace);
    if (message.type !== 'CONTROL') return undefined;
    const config = message.control.connectorConfig?.config;
    return config ? this.#options.saveConfig(config) : undefined;
  }

  #report(type: string, text: string): void {
    try {
      this.#options.onReport?.(type, JSON.parse(text));
    } catch {
      // Another connector's own form.
    }
  }

  #trace({error, estimate, stream_status: status, analytics}: AirbyteTraceMessage): void {
    if (error) {
      this.#saidError = true;
      const stream = error.stream_descriptor?.name;
      this.#options.problem({
        connector: this.#options.connector,
        failure: FAILURES.find(known => known === error.failure_type) ?? 'system_error',
        message: error.message,
        ...(stream && {stream}),
      });
    }
    if (estimate) this.estimates.set(streamKey(estimate), estimate);
    if (analytics?.type === 'api-calls') this.apiCalls += Number(analytics.value) || 0;
    if (analytics?.type === 'api-calls-left') this.apiCallsLeft = Number(analytics.value);
    else if (analytics?.value) this.#report(analytics.type, analytics.value);
    if (!status) return;
    // A status of a later protocol takes back none that we know.
    if (STATUSES.includes(status.status)) {
      this.statuses.set(streamKey(status.stream_descriptor), status.status);
    }
    const limit = status.reasons?.find(reason => reason.type === 'RATE_LIMITED');
    this.rateLimitedUntil = limit?.rate_limited?.quota_reset ?? undefined;
  }
}
