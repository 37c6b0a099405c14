import type {Direction} from '../systems/index.js';
import {moveOne} from './move-one.js';
import type {CommandContext} from './with-connection.js';

/**
 * Imports what the export has written. For Salesforce these records have changed; left for the next
 * sync, they would overwrite what becomes of the users in Cohort until then.
 */
export async function reimport(
  directions: readonly Direction[],
  job: CommandContext,
): Promise<{isComplete: boolean}> {
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
