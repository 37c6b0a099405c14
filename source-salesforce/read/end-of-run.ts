import type {ReadEvent} from '@cohort-salesforce/spec';
import {readHardDeletes} from './hard-deletes.js';
import type {ReadContext} from './read-context.js';

/** All that was there at this time has been read: what is left to send, and the state that says so. */
export async function* endOfRun(readContext: ReadContext, at: string): AsyncGenerator<ReadEvent> {
  const {progress} = readContext;
  if (progress.isLastSlice) yield* readHardDeletes(readContext, at);
  yield {kind: 'records', records: progress.release()};
  yield {kind: 'state', state: {...progress.finish(at)}};
}
