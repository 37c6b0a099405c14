import {join} from 'node:path';
import {type AirbyteStateMessage, toEmailKey} from '@cohort-salesforce/spec';
import type {BaselineStore} from '@cohort-salesforce/spec/baseline';
import {StateFile} from '../store/state-file.js';
import type {Direction} from '../systems/index.js';
import {USERS} from './claim-links.js';
import type {ConnectionRunner} from './connection-runner.js';
import {readRecords} from './read-records.js';
import type {RunContext} from './run-context.js';

// Clocks differ.
const MARGIN_MS = 3_600_000;
const USERS_IN_A_LOOK_UP = 1000;

interface Search {
  work: ConnectionRunner;
  runContext: RunContext;
  /** Where users are read. */
  users: Pick<Direction, 'source'>;
}

/**
 * With `users: existing` and without an export, nobody reads the users of Cohort: who has appeared there, and whose record
 * waits for it, is found here, and the record is read again by the import that follows.
 */
export async function findPending({work, runContext, users}: Search): Promise<void> {
  const isAny = await work.links.with(async store => {
    for await (const _ of store.waiting.pending('cohort')) return true;
    return false;
  });
  const states = await StateFile.open(join(work.folder, 'pending.state.json'));
  if (!isAny || states.isEmpty) return beginSearch(states);
  const kept: AirbyteStateMessage[] = [];
  const emails: string[] = [];
  const isComplete = await readRecords(runContext, work.source(users), {
    catalog: {streams: USERS.streams.map(each => ({...each, sync_mode: 'incremental'}))},
    catalogFile: work.temporary('pending.catalog.json'),
    state: states.path,
    use: async ({email}) => {
      if (typeof email === 'string') emails.push(email);
      if (emails.length >= USERS_IN_A_LOOK_UP) await want(work, emails.splice(0));
    },
    useState: state => kept.push(state as AirbyteStateMessage),
  });
  await want(work, emails);
  if (isComplete && kept.length > 0) await runContext.saveStates(states, kept.slice(-1));
}

// People who are pending from now on were looked up now: only later users matter.
async function beginSearch(states: StateFile): Promise<void> {
  const cursor = new Date(Date.now() - MARGIN_MS).toISOString();
  const stream_state = {version: 1, cursor, ids: []};
  const stream = {stream_descriptor: {name: 'users'}, stream_state};
  await states.save([{type: 'STREAM', stream}]);
}

async function want({links}: ConnectionRunner, emails: readonly string[]): Promise<void> {
  if (emails.length === 0) return;
  await links.with(async (store: BaselineStore) => {
    const keys = emails.map(email => store.digest(toEmailKey(email)));
    const ids = (await store.waiting.pendingOf('cohort', keys)).flat();
    await store.commit({wanted: ids.map(id => ({side: 'salesforce', id, isWanted: true}))});
  });
}
