import {type ConfiguredAirbyteCatalog, ConnectorError} from '@cohort-salesforce/spec';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import type {Direction, Merchant} from '../systems/index.js';
import {beginAnew, claimMerchant, claimObject, type FoundUser} from './claim-merchant.js';
import type {ConnectionRunner} from './connection-runner.js';
import {readRecords} from './read-records.js';
import type {RunContext} from './run-context.js';

/** The users with no more than tells who they are. */
export const USERS: ConfiguredAirbyteCatalog = {
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
  work: ConnectionRunner;
  runContext: RunContext;
  merchant: Merchant;
  /** The connection's Salesforce object. */
  object: string | undefined;
  /** The export, whether it is enabled or not: its source reads users. */
  users: Pick<Direction, 'source'>;
  isNewOrg: boolean;
  /** Where the store is, if it is not the connection's own. */
  folder?: string;
}

/** Makes sure before anything moves that the links are with this merchant and object; `isNewOrg` begins anew with them. */
export async function claimLinks(claim: Claim): Promise<void> {
  const {work, merchant, object, isNewOrg, folder} = claim;
  if (isNewOrg) {
    await work.links.with(store => beginAnew(store, merchant, object), folder);
    if (folder === undefined) await work.states.clear();
    return;
  }
  await work.links.with(async store => {
    await claimObject(store, object);
    await claimMerchant(store, merchant, ids => findUsers(claim, ids));
  }, folder);
}

async function findUsers(
  {work, runContext, users}: Claim,
  ids: readonly string[],
): Promise<FoundUser[]> {
  const list = work.temporary('linked-users.jsonl');
  await writeFileAtomically(list, ids.map(id => `${JSON.stringify(id)}\n`).join(''));
  const found: FoundUser[] = [];
  const isComplete = await readRecords(runContext, work.source(users, onlyListed(list)), {
    catalog: USERS,
    catalogFile: work.temporary('linked-users.catalog.json'),
    use: ({id, email}) => {
      if (typeof id === 'string' && typeof email === 'string') found.push({id, email});
    },
  });
  runContext.signal.throwIfAborted();
  // The problems of the run say what went wrong.
  if (!isComplete) throw unreadable();
  return found;
}

/** Config of a source that reads the listed ids and nothing else. */
export function onlyListed(path: string): Record<string, unknown> {
  return {also_read: path, only_also_read: true};
}

function unreadable(): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: 'Whether the API key opens the same merchant as before is not known: see above.',
  });
}
