import type {Direction} from '../systems/index.js';
import type {Settings} from './move-request.js';

interface RehearsalFolders {
  /** A private file or folder that is gone after the run. */
  temporary(name: string): string;
  /** A copy of the baseline store. */
  baseline: string;
  /** For a file with every change; undefined: there is none. */
  plannedFolder: string | undefined;
}

/**
 * What the connectors need so that they do all but write. Only Cohort's API can be rehearsed so that its users can be read
 * afterwards (`canRehearse`); other destinations look everything up and leave the writing out.
 */
export function rehearsalSettings(
  {source, destination}: Direction,
  {temporary, baseline, plannedFolder}: RehearsalFolders,
  canRehearse: boolean,
): {settings: Settings; sourceSettings: Settings; isRehearsed: true} {
  const rehearsal = {rehearsal_dir: temporary('rehearsal')};
  return {
    settings: {
      // Also for a destination of others that does not know rehearsals.
      dry_run: true,
      ...(canRehearse && destination.system === 'cohort' && rehearsal),
      rejects_dir: temporary('rejects'),
      listed_dir: temporary('listed'),
      baseline_dir: baseline,
      changes_dir: plannedFolder,
    },
    sourceSettings: canRehearse && source.system === 'cohort' ? rehearsal : {},
    isRehearsed: true,
  };
}
