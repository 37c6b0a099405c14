import {type PlannedChange, plannedChangesOf} from '@cohort-salesforce/spec';
import {describeChange, formatChange} from '../report/format-change.js';
import {formatNumber} from '../report/format-summary.js';
import {withProgress} from '../report/progress.js';
import {toStreamSummary} from '../report/summary.js';
import {countRejects} from '../store/count-rejects.js';
import {directionsOf, withoutPlannedIds} from '../systems/index.js';
import type {ConnectionOptions} from './options.js';
import {type CommandContext, withConnection} from './with-connection.js';

type PlannedStep = PlannedChange & {direction: string};

/**
 * Says what the next sync would do, with examples, and writes nothing anywhere. The export is planned against Cohort as
 * it would be after the import.
 */
export function plan(options: ConnectionOptions): Promise<void> {
  return withConnection('plan', options, async job => {
    const {work, runContext, loaded, terminal, streams} = job;
    const changes: PlannedStep[] = [];
    for (const direction of directionsOf(loaded.connection)) {
      const label = `plan of the ${direction.name}`;
      const {isComplete, tallies} = await withProgress({terminal, label}, onStart =>
        work.rehearse(direction, onStart),
      );
      for (const [stream, tally] of tallies) {
        streams.push(toStreamSummary(stream, tally, direction.name));
      }
      const known = changes.length;
      const planned = plannedChangesOf(type => runContext.reportsOf(type)).slice(known);
      const named = planned.map(withoutPlannedIds);
      changes.push(...named.map(change => ({...change, direction: direction.name})));
      if (!isComplete) return {isComplete};
    }
    const rejects = await rejectExamples(job);
    if (!options.json) show(changes, rejects, job);
    return {isComplete: true, examples: [...changes.map(describeChange), ...rejects], changes};
  });
}

async function rejectExamples({work}: CommandContext): Promise<string[]> {
  const rejects = await countRejects(work.temporary('rejects'));
  return rejects.flatMap(({stream, byCode, examples}) =>
    examples.map(({key, code, message}) => {
      const count = formatNumber(byCode[code] ?? 0);
      return `${stream}: ${count} would be rejected, such as ${key ?? 'one without a key'}: ${code}: ${message}`;
    }),
  );
}

function show(
  changes: readonly PlannedStep[],
  rejects: readonly string[],
  {terminal, loaded}: CommandContext,
): void {
  const names = directionsOf(loaded.connection).map(({name}) => name);
  const what = names.length > 1 ? 'a sync' : `an ${names.join()}`;
  terminal.print(`What ${what} would do now; nothing was written.`);
  if (changes.length > 0) terminal.print('For example:');
  for (const change of changes) terminal.print(formatChange(change).join('\n'));
  for (const example of rejects) terminal.print(`  ${example}`);
}
