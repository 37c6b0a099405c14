import {formatNumber} from '../report/format-summary.js';
import {withProgress} from '../report/progress.js';
import {toStreamSummary} from '../report/summary.js';
import {directionsOf} from '../salesforce-and-cohort.js';
import {countRejects} from '../store/count-rejects.js';
import type {ConnectionOptions} from './options.js';
import {type Job, withConnection} from './with-connection.js';

/**
 * Says what each direction would do now, with examples, and writes nothing anywhere. What the import
 * would change is not there for the export to see.
 */
export function plan(options: ConnectionOptions): Promise<void> {
  return withConnection('plan', options, async job => {
    const {work, workplace, loaded, terminal, streams} = job;
    const examples: string[] = [];
    for (const direction of directionsOf(loaded.connection)) {
      const label = `plan of the ${direction.name}`;
      const {isComplete, tallies} = await withProgress({terminal, label}, onStart =>
        work.rehearse(direction, onStart),
      );
      for (const [stream, tally] of tallies) {
        streams.push(toStreamSummary(stream, tally, direction.name));
      }
      examples.push(...workplace.takeRemarks(DRY_RUN));
      if (!isComplete) return {isComplete};
    }
    examples.push(...(await rejectExamples(job)));
    if (!options.json) show(examples, job);
    return {isComplete: true, examples};
  });
}

// How our destinations begin what they tell of a dry run.
const DRY_RUN = /^Dry run: (?:for example, )?/;

async function rejectExamples({work}: Job): Promise<string[]> {
  const rejects = await countRejects(work.temporary('rejects'));
  return rejects.flatMap(({stream, byCode, examples}) =>
    examples.map(({key, code, message}) => {
      const count = formatNumber(byCode[code] ?? 0);
      return `${stream}: ${count} would be rejected, such as ${key ?? 'one without a key'}: ${code}: ${message}`;
    }),
  );
}

function show(examples: readonly string[], {terminal, loaded}: Job): void {
  const names = directionsOf(loaded.connection).map(({name}) => `an ${name}`);
  const apart = names.length > 1 ? ', each by itself' : '';
  terminal.print(`What ${names.join(' and ')} would do now${apart}; nothing was written.`);
  for (const example of examples) terminal.print(`  ${example}`);
}
