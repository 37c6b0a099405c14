import {configError} from '../../spec/index.js';
import {withProgress} from '../report/progress.js';
import {type Outcome, type StreamSummary, toStreamSummary} from '../report/summary.js';
import {directionsOf} from '../salesforce-and-cohort.js';
import type {Direction} from '../sync/direction.js';
import type {ConnectionOptions} from './options.js';
import {type Job, withConnection} from './with-connection.js';

export interface SyncOptions extends ConnectionOptions {
  printCatalog: boolean;
}

/** `import`, `export`, or both in this order. The export waits for an import that went well. */
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

async function moveAll(
  directions: readonly Direction[],
  {work, workplace, terminal}: Job,
): Promise<Outcome> {
  const streams: StreamSummary[] = [];
  for (const direction of directions) {
    const {name, selection} = direction;
    terminal.tell(
      `${name}: ${direction.source.system} ${selection.stream} -> ${direction.destination.system} ${selection.destinationObject}`,
    );
    const {isComplete, tallies} = await withProgress({terminal, label: name}, onStart =>
      work.move(direction, onStart),
    );
    for (const [stream, tally] of tallies) streams.push(toStreamSummary(stream, tally, name));
    if (!isComplete || workplace.problems.length > 0) return {isComplete: false, streams};
  }
  return {isComplete: true, streams};
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
