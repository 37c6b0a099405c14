import {rm} from 'node:fs/promises';
import {type StreamSummary, toStreamSummary} from '../report/summary.js';
import {listRejects} from '../store/read-rejects.js';
import type {Direction} from '../systems/index.js';
import {moveOne} from './move-one.js';
import type {CommandContext} from './with-connection.js';

/**
 * Exports events or members. Those whose person had no record were rejected; once the export of users
 * has written records, they are sent again.
 */
export async function moveAlso(
  direction: Direction,
  job: CommandContext,
): Promise<{isComplete: boolean; moved: StreamSummary[]}> {
  if (direction.isReadWhole) {
    // Each run sends all of the stream again, so it finds again what is still rejected.
    await forgetRejects(direction, job);
    return moveOne(direction, direction.name, job);
  }
  const isDue = await job.work.dueRetry.isDue();
  const retried = isDue ? await job.work.retryRejects(direction) : undefined;
  const again = [...(retried?.tallies ?? [])].map(([stream, tally]) =>
    toStreamSummary(stream, tally, direction.name),
  );
  if (retried?.isComplete === false) return {isComplete: false, moved: again};
  const {isComplete, moved} = await moveOne(direction, direction.name, job);
  return {isComplete, moved: [...again, ...moved]};
}

async function forgetRejects({selection}: Direction, {work}: CommandContext): Promise<void> {
  const files = await listRejects(work.rejectsFolder);
  const file = files.find(({stream}) => stream === selection.stream);
  if (file) await rm(file.path);
}
