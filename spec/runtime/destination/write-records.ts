import type {Readable} from 'node:stream';
import {MAX_LINE_BYTES} from '../../limits.js';
import {parseMessage} from '../../lines/parse-message.js';
import {readLines} from '../../lines/read-lines.js';
import {
  type ConfiguredAirbyteCatalog,
  type ConfiguredAirbyteStream,
  streamKey,
} from '../../protocol/index.js';
import type {MessageOutput} from '../command-line/context.js';
import {requireFolders} from '../command-line/require-folders.js';
import type {BatchingWriter, DestinationConfig, RecordWriter} from './destination.js';
import {MessageRouter, type Route} from './message-router.js';
import type {ReadRecord} from './open-batch.js';
import {PauseTimer} from './pause-timer.js';
import {RejectedRecords} from './rejected-records.js';
import {createFieldNameRestorer} from './restore-field-names.js';
import {StateAcknowledger} from './state-acknowledger.js';
import {StreamBatcher} from './stream-batcher.js';
import {StreamEnding} from './stream-ending.js';

interface WriteRun {
  open(stream: ConfiguredAirbyteStream): Promise<RecordWriter | BatchingWriter>;
  catalog: ConfiguredAirbyteCatalog;
  config: DestinationConfig;
  output: MessageOutput;
  input: Readable;
  /** The longest line that is held. */
  maxLineBytes?: number;
}

/**
 * Reads messages to the end of the input and writes their records. Each STATE goes back, in order,
 * once every record before it is committed or stored as rejected. Rejects when the run cannot go
 * on; the states sent until then hold.
 */
export async function writeRecords({
  open,
  catalog,
  config,
  output,
  input,
  maxLineBytes = MAX_LINE_BYTES,
}: WriteRun): Promise<void> {
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    input.destroy();
  };
  await requireFolders(config);
  const rejected = new RejectedRecords(config, output);
  const batchers = new Map<string, StreamBatcher>();
  const routes = new Map<string, Route>();
  for (const stream of catalog.streams) {
    const rejects = await rejected.storeFor(stream);
    const writer = await open(stream);
    const restore = createFieldNameRestorer(stream);
    const readRecord = recordReader(restore);
    const batcher = new StreamBatcher({stream, writer, readRecord, rejects, fail});
    batchers.set(streamKey(stream.stream), batcher);
    routes.set(streamKey(stream.stream), {batcher, restore, ending: new StreamEnding()});
  }
  const states = new StateAcknowledger({
    batchers,
    output,
    beforeState: () => rejected.sync(),
    fail,
  });
  const router = new MessageRouter({routes, states, output});
  const pause = new PauseTimer(batchers, fail);
  try {
    for await (const lines of readLines(input, maxLineBytes, line => router.shorten(line))) {
      pause.start();
      for (const line of lines) {
        const busy = router.route(line);
        if (busy) await busy;
      }
    }
  } catch (error) {
    failure ??= error;
  } finally {
    pause.stop();
  }
  // Also after a failure: what came before it is worth keeping.
  await finish([...routes.values()], failure === undefined).catch(fail);
  await states.finished();
  await rejected.close();
  if (failure) throw failure;
  for (const {batcher, ending} of routes.values()) if (ending.isComplete) await batcher.complete();
}

function recordReader(restore: Route['restore']): ReadRecord {
  return (line, lineNumber) => {
    const message = parseMessage(line, lineNumber);
    if (message.type !== 'RECORD') throw new Error(`Line ${lineNumber} is no record any more.`);
    return {data: restore(message.record.data), line: lineNumber};
  };
}

// Records after the last state are written as well, though nobody will hear of them.
async function finish(routes: readonly Route[], isWell: boolean): Promise<void> {
  const rest = routes.map(({batcher}) => batcher.endSegment());
  const flushed = routes.map(({batcher, ending}) => {
    return batcher.flush('end', isWell && ending.isComplete);
  });
  for (const outcome of await Promise.allSettled([...rest, ...flushed])) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}
