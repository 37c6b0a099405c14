import {basename} from 'node:path';
import {savePlan} from '../plan/save-plan.js';
import {describeChange, formatChange} from '../report/format-change.js';
import {formatNumber} from '../report/format-summary.js';
import {countRejects} from '../store/count-rejects.js';
import {directionsOf} from '../systems/index.js';
import {dryRunAll, type PlannedStep} from './dry-run-all.js';
import type {ConnectionOptions} from './options.js';
import {type CommandContext, withConnection} from './with-connection.js';

export interface PlanOptions extends ConnectionOptions {
  /** The file for the whole plan. */
  out?: string | undefined;
}

/**
 * Says what the next sync would do, with examples, and writes nothing anywhere. The export is planned against Cohort as
 * it would be after the import.
 */
export function plan({out, ...options}: PlanOptions): Promise<void> {
  return withConnection('plan', options, async job => {
    const dryRun = await dryRunAll(job, {recordsAll: out !== undefined});
    const {isComplete, streams, examples: changes, plannedFolders} = dryRun;
    job.streams.push(...streams);
    if (!isComplete) return {isComplete};
    const rejects = await rejectExamples(job);
    if (!options.json) show(changes, rejects, job);
    if (out !== undefined) {
      const count = await savePlan(out, basename(options.connection), plannedFolders);
      if (!options.json) {
        job.terminal.print(
          `${out} has all ${formatNumber(count)} changes. To make no others: harness sync --connection ${options.connection} --plan ${out}`,
        );
      }
    }
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
