import {type PlannedChange, plannedChangesOf} from '@cohort-salesforce/spec';
import {withProgress} from '../report/progress.js';
import {type StreamSummary, toStreamSummary} from '../report/summary.js';
import {directionsOf, withoutPlannedIds} from '../systems/index.js';
import type {CommandContext} from './with-connection.js';

export type PlannedStep = PlannedChange & {direction: string};

export interface DryRunResult {
  isComplete: boolean;
  streams: StreamSummary[];
  /** Examples of each kind. */
  examples: PlannedStep[];
  /** Where all changes are recorded, in the order of the directions. */
  plannedFolders: string[];
}

/** Dry-runs each direction of a connection. `recordsAll`: records every change, not only examples. */
export async function dryRunAll(
  {work, runContext, loaded, terminal}: CommandContext,
  {recordsAll}: {recordsAll: boolean},
): Promise<DryRunResult> {
  const result: DryRunResult = {isComplete: true, streams: [], examples: [], plannedFolders: []};
  const {streams, examples, plannedFolders} = result;
  for (const direction of directionsOf(loaded.connection)) {
    const {name, key, of = `the ${name}`} = direction;
    const label = `plan of ${of}`;
    const plannedFolder = recordsAll ? work.temporary(`planned-${key}`) : undefined;
    if (plannedFolder !== undefined) plannedFolders.push(plannedFolder);
    const {isComplete, tallies} = await withProgress({terminal, label}, onStart =>
      work.dryRuns.run(direction, {plannedFolder, onStart}),
    );
    for (const [stream, tally] of tallies) streams.push(toStreamSummary(stream, tally, name));
    const planned = plannedChangesOf(type => runContext.reportsOf(type)).slice(examples.length);
    examples.push(...planned.map(withoutPlannedIds).map(change => ({...change, direction: name})));
    if (!isComplete) return {...result, isComplete};
  }
  return result;
}
