import {join} from 'node:path';
import type {ConfiguredAirbyteCatalog} from '../../spec/index.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import {beginAnew, claimMerchant, type Merchant} from './claim-merchant.js';
import type {ConnectionWork} from './connection-work.js';
import type {Direction} from './direction.js';
import {readRecords} from './read-records.js';
import type {Workplace} from './workplace.js';

const USERS: ConfiguredAirbyteCatalog = {
  streams: [
    {
      stream: {
        name: 'users',
        json_schema: {type: 'object', properties: {id: {}, email: {}, updatedAt: {}}},
        supported_sync_modes: ['full_refresh', 'incremental'],
      },
      sync_mode: 'full_refresh',
      destination_sync_mode: 'append',
    },
  ],
};

interface Claim {
  work: ConnectionWork;
  workplace: Workplace;
  merchant: Merchant;
  /** The export, whether it is enabled or not: its source reads users. */
  users: Pick<Direction, 'source'>;
  isNewOrg: boolean;
  /** Where the store is, if it is not the connection's own. */
  folder?: string;
}

/** Makes sure before anything moves that the links are with this merchant; `isNewOrg` begins anew with it. */
export async function claimLinks(claim: Claim): Promise<void> {
  const {work, merchant, isNewOrg, folder} = claim;
  if (isNewOrg) {
    await work.links.with(store => beginAnew(store, merchant), folder);
    if (folder === undefined) await work.forgetStates();
    return;
  }
  await work.links.with(
    store => claimMerchant(store, merchant, ids => countUsers(claim, ids)),
    folder,
  );
}

async function countUsers(
  {work, workplace, users}: Claim,
  ids: readonly string[],
): Promise<number> {
  const list = work.temporary('linked-users.jsonl');
  await writeFileAtomically(list, ids.map(id => `${JSON.stringify(id)}\n`).join(''));
  const party = work.source(users, {also_read: list, only_also_read: true});
  let count = 0;
  await readRecords(workplace, party, {
    catalog: USERS,
    catalogFile: join(work.temporary('linked-users.catalog.json')),
    use: () => {
      count += 1;
    },
  });
  const [problem] = workplace.problems;
  if (problem) workplace.signal.throwIfAborted();
  return count;
}
