import {basename} from 'node:path';
import {configError} from '@cohort-salesforce/spec';
import type {PlannedLine} from '../plan/planned-lines.js';
import {SavedPlan} from '../plan/saved-plan.js';
import {formatNumber} from '../report/format-summary.js';
import {dryRunAll} from './dry-run-all.js';
import type {CommandContext} from './with-connection.js';

/**
 * Makes sure that a sync would change nothing that the plan does not have, by another dry run, and lets it change
 * no more people than the plan does. Throws when it would go beyond; false: the dry run failed.
 */
export async function followPlan(
  path: string,
  connection: string,
  job: CommandContext,
): Promise<boolean> {
  const plan = await SavedPlan.open(path, basename(connection));
  const {isComplete, plannedFolders} = await dryRunAll(job, {recordsAll: true});
  if (!isComplete) return false;
  const {count, examples} = await plan.beyond(plannedFolders);
  if (count > 0) {
    const changes = count === 1 ? '1 change' : `${formatNumber(count)} changes`;
    throw configError(
      `--plan ${path}: this sync would make ${changes} that the plan does not have, such as: ${examples.map(describe).join('; ')}. Nothing was written. Make a new plan: harness plan --connection ${connection} --out ${path}`,
    );
  }
  job.work.limits.setMaxChanges(plan.changes);
  return true;
}

// Names of fields, not values: an error goes into logs.
function describe({system, result, person, fields}: PlannedLine): string {
  const names = fields.map(({name}) => name).join(', ') || 'no values';
  return `${person} would be ${result} in ${SYSTEMS[system] ?? system} (${names})`;
}

const SYSTEMS: Readonly<Record<string, string>> = {cohort: 'Cohort', salesforce: 'Salesforce'};
