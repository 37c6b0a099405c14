import type {Result, SyncRun, Waiting} from '../result.js';
import {Emulators} from '../run/emulators.js';
import {measureSync} from '../run/measure-sync.js';

const RUNS = ['sync', 'sync again', 'sync once more'];

/** A first `sync` and two that find nothing new, with each call answered late and at once. */
export async function benchWaiting(
  options: Pick<Waiting, 'contacts' | 'users' | 'latency'>,
): Promise<Pick<Result, 'waiting'>> {
  const delayed = await runSyncs(options);
  const direct = await runSyncs({...options, latency: {cohort: 0, salesforce: 0}});
  return {waiting: {...options, delayed, direct}};
}

async function runSyncs(
  options: Pick<Waiting, 'contacts' | 'users' | 'latency'>,
): Promise<SyncRun[]> {
  const emulators = await Emulators.start(options);
  try {
    const runs: SyncRun[] = [];
    for (const name of RUNS) runs.push(await measureSync(name, emulators));
    return runs;
  } finally {
    await emulators.stop();
  }
}
