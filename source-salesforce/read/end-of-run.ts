import type {ReadEvent} from '../../spec/index.js';
import {readHardDeletes} from './hard-deletes.js';
import type {Reading} from './reading.js';

/** All that was there at this time has been read: what is left to send, and the state that says so. */
export async function* endOfRun(reading: Reading, at: string): AsyncGenerator<ReadEvent> {
  const {progress} = reading;
  if (progress.isLastSlice) yield* readHardDeletes(reading, at);
  yield {kind: 'records', records: progress.release()};
  yield {kind: 'state', state: {...progress.finish(at)}};
}
