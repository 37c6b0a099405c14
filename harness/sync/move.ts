import type {AirbyteStateMessage, ConfiguredAirbyteCatalog} from '@cohort-salesforce/spec';
import {streamKey} from '@cohort-salesforce/spec';
import type {SourceRecord} from '../pipe/parse-source-line.js';
import type {PipeEnd} from '../pipe/pipe-end.js';
import {runPipe} from '../pipe/run-pipe.js';
import {StateLedger, type StreamTally} from '../pipe/state-ledger.js';
import type {Underway} from '../report/progress.js';
import type {StateFile} from '../store/state-file.js';
import type {ConnectorSpec} from './connector-spec.js';
import type {RunContext} from './run-context.js';

export interface MoveOptions {
  source: ConnectorSpec;
  destination: ConnectorSpec;
  catalog: ConfiguredAirbyteCatalog;
  /** The file with the same catalog. */
  catalogFile: string;
  states: StateFile;
  /** Whether a run that goes on from a state may do without the destination if there is nothing to write. */
  isDestinationDeferred: boolean;
  /** Which records to move; without it all. */
  only?: ((record: SourceRecord) => boolean) | undefined;
  /** Called once both are at work. */
  onStart?: (underway: Underway) => void;
}

export interface Moved {
  /** Whether all of the source arrived. */
  isComplete: boolean;
  tallies: ReadonlyMap<string, StreamTally>;
}

/** Starts a source and a destination and moves what is new from one to the other. */
export async function move(runContext: RunContext, options: MoveOptions): Promise<Moved> {
  const {source, destination, catalog, catalogFile, states, onStart} = options;
  const ledger = new StateLedger(catalog.streams.map(({stream}) => streamKey(stream)));
  const state = states.isEmpty ? undefined : states.path;
  const reading = await runContext.start(source, 'read', {catalog: catalogFile, state});
  reading.connector.stdin.end();
  let writing: PipeEnd | undefined;
  onStart?.({
    ledger,
    estimate: stream => reading.listener.estimates.get(stream)?.row_estimate ?? undefined,
    callsLeft: () => reading.listener.apiCallsLeft ?? writing?.listener.apiCallsLeft,
  });
  const isComplete = await runPipe({
    source: reading,
    destination: {
      name: destination.program.name,
      isDeferred: options.isDestinationDeferred && !states.isEmpty,
      start: async () => {
        writing = await runContext.start(destination, 'write', {catalog: catalogFile});
        return writing;
      },
    },
    catalog,
    ledger,
    only: options.only,
    limits: runContext.limits,
    save: (kept: readonly AirbyteStateMessage[]) => runContext.saveStates(states, kept),
    problem: found => runContext.problem(found),
    signal: runContext.signal,
    abandon: runContext.abandon,
  });
  return {isComplete, tallies: ledger.tallies};
}
