import {configError} from '@cohort-salesforce/spec';
import {claimLinks} from '../sync/claim-links.js';
import {findPending} from '../sync/find-pending.js';
import type {Direction} from '../systems/index.js';
import {directionsOf, linksRecords, merchantOf, USERS_SOURCE} from '../systems/index.js';
import {followPlan} from './follow-plan.js';
import {moveAlso} from './move-also.js';
import {moveOne} from './move-one.js';
import type {ConnectionOptions} from './options.js';
import {printConfigs} from './print-configs.js';
import {reimport} from './reimport.js';
import {type CommandContext, withConnection} from './with-connection.js';

export interface SyncOptions extends ConnectionOptions {
  printCatalog: boolean;
  /** Folder for the connectors' configs and catalogs; nothing is moved. */
  printConfigs?: string | undefined;
  /** A saved plan: nothing else is changed. */
  plan?: string | undefined;
}

/**
 * `import`, `export`, or both in this order, and then what the export wrote back. Each waits for one
 * that went well.
 */
export function sync(command: 'import' | 'export' | 'sync', options: SyncOptions): Promise<void> {
  return withConnection(command, options, async job => {
    const directions = chosenDirections(command, job);
    if (options.printConfigs !== undefined) {
      return printConfigs(directions, job, options.printConfigs);
    }
    if (options.printCatalog) return printCatalogs(directions, job);
    if (options.plan !== undefined && !(await followPlan(options.plan, options.connection, job))) {
      return {isComplete: false};
    }
    return moveAll(directions, job, {reimports: options.plan === undefined});
  });
}

function chosenDirections(
  command: 'import' | 'export' | 'sync',
  {loaded}: CommandContext,
): Direction[] {
  const directions = directionsOf(loaded.connection).filter(
    ({name}) => command === 'sync' || command === (name === 'also' ? 'export' : name),
  );
  if (directions.length > 0) return directions;
  const which = command === 'sync' ? 'Neither import nor export' : `The ${command}`;
  throw configError(
    `${which} is not enabled in ${loaded.path}: set ${command === 'export' ? 'export' : 'import'}.enabled to true.`,
  );
}

/** Makes sure that the links are with this merchant and object, before anything moves. */
export function claim({work, runContext, loaded, flags}: CommandContext): Promise<void> {
  const merchant = merchantOf(loaded.connection);
  const {object} = loaded.connection.import;
  const isNewOrg = flags.newOrg ?? false;
  return claimLinks({work, runContext, merchant, object, users: USERS_SOURCE, isNewOrg});
}

async function lookForPending(
  directions: readonly Direction[],
  {work, runContext, loaded}: CommandContext,
): Promise<void> {
  const {import: imported, export: exported} = loaded.connection;
  const isImport = directions.some(({name}) => name === 'import');
  if (!isImport || imported.users !== 'existing' || exported?.enabled) return;
  await findPending({work, runContext, users: USERS_SOURCE});
}

async function moveAll(
  directions: readonly Direction[],
  job: CommandContext,
  {reimports}: {reimports: boolean},
): Promise<{isComplete: boolean}> {
  if (linksRecords(job.loaded.connection)) {
    await claim(job);
    await lookForPending(directions, job);
  }
  for (const direction of directions) {
    const {isComplete, moved} =
      direction.name === 'also'
        ? await moveAlso(direction, job)
        : await moveOne(direction, direction.name, job);
    job.streams.push(...moved);
    if (!isComplete) return {isComplete};
  }
  // What Salesforce itself sets in a record, no plan has: the next sync imports it.
  return reimports ? reimport(directions, job) : {isComplete: true};
}

async function printCatalogs(
  directions: readonly Direction[],
  {work, terminal}: CommandContext,
): Promise<undefined> {
  const catalogs: Record<string, unknown> = {};
  for (const direction of directions) catalogs[direction.key] = await work.catalogFor(direction);
  const [only] = Object.values(catalogs);
  terminal.print(JSON.stringify(directions.length === 1 ? only : catalogs, null, 2));
}
