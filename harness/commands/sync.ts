import {configError} from '../../spec/index.js';
import {withProgress} from '../report/progress.js';
import {type StreamSummary, toStreamSummary} from '../report/summary.js';
import {directionsOf} from '../salesforce-and-cohort.js';
import type {Direction} from '../sync/direction.js';
import type {ConnectionOptions} from './options.js';
import {type Job, withConnection} from './with-connection.js';

export interface SyncOptions extends ConnectionOptions {
  printCatalog: boolean;
}

/**
 * `import`, `export`, or both in this order, and then what the export wrote back. Each waits for one
 * that went well.
 */
export function sync(command: 'import' | 'export' | 'sync', options: SyncOptions): Promise<void> {
  return withConnection(command, options, async job => {
    const directions = chosenDirections(command, job);
    return options.printCatalog ? printCatalogs(directions, job) : moveAll(directions, job);
  });
}

function chosenDirections(command: 'import' | 'export' | 'sync', {loaded}: Job): Direction[] {
  const directions = directionsOf(loaded.connection).filter(
    ({name}) => command === 'sync' || command === name,
  );
  if (directions.length > 0) return directions;
  const which = command === 'sync' ? 'Neither import nor export' : `The ${command}`;
  throw configError(
    `${which} is not enabled in ${loaded.path}: set ${command === 'export' ? 'export' : 'import'}.enabled to true.`,
  );
}

async function moveAll(directions: readonly Direction[], job: Job): Promise<{isComplete: boolean}> {
  for (const direction of directions) {
    const {isComplete, moved} = await moveOne(direction, direction.name, job);
    job.streams.push(...moved);
    if (!isComplete) return {isComplete};
  }
  return settle(directions, job);
}

/**
 * Imports what the export has written. For Salesforce these records have changed; left for the next
 * sync, they would overwrite what becomes of the users in Cohort until then.
 */
async function settle(directions: readonly Direction[], job: Job): Promise<{isComplete: boolean}> {
  const [importing] = directions;
  const hasExported = job.streams.some(
    ({direction, created, updated}) => direction === 'export' && created + updated > 0,
  );
  if (importing?.name !== 'import' || !hasExported) return {isComplete: true};
  const {isComplete, moved} = await moveOne(importing, 'settle', job);
  // As a rule it only finds what both sides know already, which is worth no line of its own.
  job.streams.push(
    ...moved.filter(({created, updated, rejected}) => created + updated + rejected > 0),
  );
  return {isComplete};
}

async function moveOne(
  direction: Direction,
  label: string,
  {work, workplace, terminal}: Job,
): Promise<{isComplete: boolean; moved: StreamSummary[]}> {
  const {source, destination, selection} = direction;
  terminal.tell(
    `${label}: ${source.system} ${selection.stream} -> ${destination.system} ${selection.destinationObject}`,
  );
  const {isComplete, tallies} = await withProgress({terminal, label}, onStart =>
    work.move(direction, onStart),
  );
  const moved = [...tallies].map(([stream, tally]) => toStreamSummary(stream, tally, label));
  return {isComplete: isComplete && workplace.problems.length === 0, moved};
}

async function printCatalogs(
  directions: readonly Direction[],
  {work, terminal}: Job,
): Promise<undefined> {
  const catalogs: Record<string, unknown> = {};
  for (const direction of directions) catalogs[direction.name] = await work.catalogFor(direction);
  const [only] = Object.values(catalogs);
  terminal.print(JSON.stringify(directions.length === 1 ? only : catalogs, null, 2));
}
