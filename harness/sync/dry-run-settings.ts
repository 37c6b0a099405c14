import type {Direction} from '../systems/index.js';
import type {Settings} from './move-request.js';

interface DryRunFolders {
  /** A private file or folder that is gone after the run. */
  temporary(name: string): string;
  /** A copy of the baseline store. */
  baseline: string;
  /** For a file with every change; undefined: there is none. */
  plannedFolder: string | undefined;
}

/**
 * Settings with which the connectors write nothing. Only the client of Cohort's API can keep writes on disk and read them
 * back (`canKeepWrites`); other destinations look everything up and skip the write.
 */
export function dryRunSettings(
  {source, destination}: Direction,
  {temporary, baseline, plannedFolder}: DryRunFolders,
  canKeepWrites: boolean,
): {settings: Settings; sourceSettings: Settings; isDryRun: true} {
  const keepWrites = {dry_run_dir: temporary('dry-run')};
  return {
    settings: {
      // Other connectors may not know dry_run_dir.
      dry_run: true,
      ...(canKeepWrites && destination.system === 'cohort' && keepWrites),
      rejects_dir: temporary('rejects'),
      listed_dir: temporary('listed'),
      baseline_dir: baseline,
      changes_dir: plannedFolder,
    },
    sourceSettings: canKeepWrites && source.system === 'cohort' ? keepWrites : {},
    isDryRun: true,
  };
}
