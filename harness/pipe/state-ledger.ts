import {
  type AirbyteStateMessage,
  type AirbyteStateStats,
  ConnectorError,
  findStreamKey,
  streamKey,
} from '@cohort-salesforce/spec';

/** What became of one stream's records. */
export interface StreamTally {
  /** Passed on to the destination. */
  read: number;
  /** Of these, how many the destination has acknowledged, that is committed or rejected. */
  acknowledged: number;
  written: number;
  created: number;
  updated: number;
  unchanged: number;
  duplicates: number;
  rejected: number;
  /** What the destination listed besides, by its code. */
  listed: Record<string, number>;
}

interface Issued {
  /** What to keep once it comes back; nothing of a state that the harness made up. */
  kept: AirbyteStateMessage | undefined;
  key: string;
  /** Records of each stream since its state before. */
  counts: Map<string, number>;
}

type NumberedState = AirbyteStateMessage & {id: number};

// The key of a state that covers all streams.
const SHARED = '';

/**
 * Numbers each state on its way to the destination and checks its return, as Airbyte's platform
 * does: with its number, in order, none left out, and with as many records as went before it.
 */
export class StateLedger {
  readonly tallies = new Map<string, StreamTally>();
  readonly #sinceState = new Map<string, number>();
  readonly #issued = new Map<number, Issued>();
  readonly #streamsWithState = new Set<string>();
  #hasSharedState = false;
  #lastId = 0;

  constructor(streams: readonly string[]) {
    for (const stream of streams) this.tallies.set(stream, emptyTally());
  }

  get unacknowledged(): number {
    return this.#issued.size;
  }

  /** Streams from which no state has come, and whose results would so never come back. */
  get streamsWithoutState(): string[] {
    if (this.#hasSharedState) return [];
    return [...this.tallies.keys()].filter(stream => !this.#streamsWithState.has(stream));
  }

  countRecords(stream: string, records: number): void {
    const tally = this.tallies.get(stream);
    if (tally) tally.read += records;
    this.#sinceState.set(stream, (this.#sinceState.get(stream) ?? 0) + records);
  }

  /** A source's state -> what the destination gets: the same with a number and a count. */
  issue(state: AirbyteStateMessage): NumberedState {
    // Counts belong to this run; everything else is the source's.
    const {sourceStats: _source, destinationStats: _destination, ...kept} = state;
    return this.#issue(state, kept);
  }

  /** An empty state for a stream without any, so that its results come back; it is not kept. */
  issueEmpty(stream: {name: string; namespace?: string | null}): NumberedState {
    const {name, namespace} = stream;
    const stream_descriptor = namespace ? {name, namespace} : {name};
    return this.#issue({type: 'STREAM', stream: {stream_descriptor, stream_state: {}}}, undefined);
  }

  /** The stream that a state belongs to, also when its namespace was left out. */
  keyOf({stream}: AirbyteStateMessage): string {
    if (!stream) return SHARED;
    const {stream_descriptor} = stream;
    return findStreamKey(this.tallies, stream_descriptor) ?? streamKey(stream_descriptor);
  }

  #issue(state: AirbyteStateMessage, kept: AirbyteStateMessage | undefined): NumberedState {
    const key = this.keyOf(state);
    if (state.stream) this.#streamsWithState.add(key);
    else this.#hasSharedState = true;
    const counts = this.#takeCounts(state.stream ? [key] : [...this.#sinceState.keys()]);
    const counted = sum(counts);
    const reported = state.sourceStats?.recordCount;
    if (typeof reported === 'number' && reported !== counted)
      throw lostOnTheWay(key, reported, counted);
    this.#lastId += 1;
    this.#issued.set(this.#lastId, {kept, key, counts});
    const sourceStats = {...state.sourceStats, recordCount: counted};
    return {...state, sourceStats, id: this.#lastId};
  }

  /** A state that came back -> what to keep of it; undefined for one that the harness made up. */
  acknowledge(echo: AirbyteStateMessage): AirbyteStateMessage | undefined {
    const {id} = echo as {id?: unknown};
    const issued = typeof id === 'number' ? this.#issued.get(id) : undefined;
    if (typeof id !== 'number' || !issued) throw unknownState(id);
    for (const [earlier, {key}] of this.#issued) {
      if (earlier >= id) break;
      if (key === issued.key || issued.key === SHARED) throw leftOut(key, earlier, id);
    }
    this.#issued.delete(id);
    this.#tally(issued, echo.destinationStats ?? {});
    return issued.kept;
  }

  /** All states that are under way, with no record before them -> what to keep of them. */
  acknowledgeAll(): AirbyteStateMessage[] {
    const kept = [...this.#issued.values()].flatMap(issued => issued.kept ?? []);
    this.#issued.clear();
    return kept;
  }

  #takeCounts(streams: readonly string[]): Map<string, number> {
    const counts = new Map<string, number>();
    for (const stream of streams) {
      counts.set(stream, this.#sinceState.get(stream) ?? 0);
      this.#sinceState.delete(stream);
    }
    return counts;
  }

  #tally({key, counts}: Issued, stats: AirbyteStateStats): void {
    const counted = sum(counts);
    const rejected = stats.rejectedRecordCount ?? 0;
    if (typeof stats.recordCount === 'number' && stats.recordCount + rejected !== counted) {
      throw unacknowledgedRecords(key, counted, stats.recordCount + rejected);
    }
    for (const [stream, count] of counts) {
      const tally = this.tallies.get(stream);
      if (tally) tally.acknowledged += count;
    }
    // A state of several streams says nothing of each: its results go to the first.
    const tally = this.tallies.get(key) ?? [...this.tallies.values()][0];
    if (!tally) return;
    tally.rejected += rejected;
    tally.written += stats.recordCount ?? counted - rejected;
    for (const name of ['created', 'updated', 'unchanged', 'duplicates'] as const) {
      tally[name] += stats.additionalStats?.[name] ?? 0;
    }
    for (const [name, count] of Object.entries(stats.additionalStats ?? {})) {
      const code = /^listed_(\w+)$/.exec(name)?.[1];
      if (code !== undefined) tally.listed[code] = (tally.listed[code] ?? 0) + Number(count);
    }
  }
}

function emptyTally(): StreamTally {
  return {
    read: 0,
    acknowledged: 0,
    written: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    duplicates: 0,
    rejected: 0,
    listed: {},
  };
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

function lostOnTheWay(stream: string, reported: number, counted: number): ConnectorError {
  return disagreement(
    `Reading ${stream || 'all streams'}: the source counted ${reported} records before a state, the harness ${counted}.`,
  );
}

function unacknowledgedRecords(stream: string, counted: number, reported: number): ConnectorError {
  return disagreement(
    `Writing ${stream || 'all streams'}: ${counted} records went to the destination before a state, it answers for ${reported}.`,
  );
}

function unknownState(id: unknown): ConnectorError {
  return disagreement(
    id === undefined
      ? 'Writing: the destination returned a state without the "id" it came with; states must come back whole.'
      : `Writing: the destination returned a state with the id ${JSON.stringify(id)}, which was never sent or has come back before.`,
  );
}

function leftOut(stream: string, earlier: number, id: number): ConnectorError {
  return disagreement(
    `Writing ${stream || 'all streams'}: the destination returned state ${id} before state ${earlier}; states must come back in order, none left out.`,
  );
}

function disagreement(message: string): ConnectorError {
  return new ConnectorError({failure: 'system_error', message});
}
