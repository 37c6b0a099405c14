import {stringifyJson} from '../../lines/exact-json.js';
import {
  type AirbyteStateMessage,
  type AirbyteStateStats,
  findStreamKey,
  streamKey,
} from '../../protocol/index.js';
import type {MessageOutput} from '../command-line/context.js';
import {emptyTally, type StreamBatcher, type Tally} from './stream-batcher.js';

export interface StateAcknowledgerOptions {
  batchers: ReadonlyMap<string, StreamBatcher>;
  output: MessageOutput;
  /** Makes rejected records safe; a state goes back only after it. */
  beforeState(): Promise<void>;
  fail(error: unknown): void;
}

/** Sends states back, verbatim and in order, when everything before them is written. */
export class StateAcknowledger {
  readonly #options: StateAcknowledgerOptions;
  // One queue for each stream, so that a slow stream does not hold back another's states.
  readonly #queues = new Map<string, Promise<void>>();

  constructor(options: StateAcknowledgerOptions) {
    this.#options = options;
  }

  acknowledge(state: AirbyteStateMessage): void {
    const {batchers, fail} = this.#options;
    const name = state.stream ? keyOf(state.stream.stream_descriptor, batchers) : '';
    const concerned = state.stream ? [batchers.get(name)] : [...batchers.values()];
    const segments = Promise.all(concerned.map(batcher => batcher?.endSegment() ?? emptyTally()));
    segments.catch(() => {});
    const before = this.#queues.get(name) ?? Promise.resolve();
    const sent = before.then(async () => this.#send(state, sum(await segments), concerned));
    this.#queues.set(name, sent);
    sent.catch(fail);
  }

  /** Resolves when no state is waiting any more, be it sent or given up. */
  async finished(): Promise<void> {
    await Promise.allSettled(this.#queues.values());
  }

  async #send(
    state: AirbyteStateMessage,
    tally: Tally,
    concerned: readonly (StreamBatcher | undefined)[],
  ): Promise<void> {
    for (const batcher of concerned) await batcher?.beforeState();
    await this.#options.beforeState();
    const stats = toStats(tally);
    for (const batcher of concerned) addStats(stats.additionalStats, batcher?.takeStats() ?? {});
    const echoed = {...state, destinationStats: stats};
    this.#options.output.sendLine(stringifyJson({type: 'STATE', state: echoed}));
  }
}

function addStats(total: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) total[name] = (total[name] ?? 0) + count;
}

// A state of a stream that is not in the catalog waits for nothing.
function keyOf(
  stream: {name: string; namespace?: string | null},
  batchers: StateAcknowledgerOptions['batchers'],
): string {
  return findStreamKey(batchers, stream) ?? streamKey(stream);
}

function toStats({created, updated, unchanged, duplicates, rejected}: Tally) {
  return {
    recordCount: created + updated + unchanged,
    rejectedRecordCount: rejected,
    additionalStats: {created, updated, unchanged, duplicates} as Record<string, number>,
  } satisfies AirbyteStateStats;
}

function sum(tallies: readonly Tally[]): Tally {
  const total = emptyTally();
  for (const tally of tallies) {
    for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += tally[key];
  }
  return total;
}
