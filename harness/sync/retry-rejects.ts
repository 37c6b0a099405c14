import {join} from 'node:path';
import {listRejects} from '../store/read-rejects.js';
import {StateFile} from '../store/state-file.js';
import type {Direction} from '../systems/index.js';
import type {Links} from './links.js';
import type {Moved} from './move.js';
import type {MoveRequest} from './move-request.js';
import {describeDamaged, RejectedRecords, replaceRejects} from './rejected-again.js';

interface Surroundings {
  folder: string;
  rejectsFolder: string;
  links: Links;
  temporary(name: string): string;
  move(request: MoveRequest): Promise<Moved>;
  warn(message: string): void;
}

/** Moves what was rejected, as the source has it now; resolves with undefined when nothing is. */
export async function retryRejects(
  direction: Direction,
  {folder, rejectsFolder, links, temporary, move, warn}: Surroundings,
): Promise<Moved | undefined> {
  const files = await listRejects(rejectsFolder);
  const file = files.find(({stream}) => stream === direction.selection.stream);
  if (!file) return undefined;
  const listPath = temporary(`${direction.key}.also-read.jsonl`);
  const position = await links.position(direction.name, {listPath});
  const rejects_dir = temporary('rejects');
  let rejected: RejectedRecords | undefined;
  const moved = await move({
    settings: {rejects_dir, listed_dir: join(folder, 'listed', 'retry')},
    position: {...position, alsoRead: undefined},
    states: () => StateFile.open(temporary(`${direction.key}.state.json`)),
    only: async catalog => {
      const found = await RejectedRecords.read(file.path, catalog);
      rejected = found;
      return record => found.choose(record);
    },
  });
  if (!moved.isComplete) return moved;
  // A user that is gone needs nothing any more. An event has happened, even if its source no longer has it.
  const isKept = (record: Readonly<Record<string, unknown>>) =>
    direction.name === 'also' && rejected?.isUnread(record) === true;
  const damaged = await replaceRejects(file.path, {newFolder: rejects_dir, isKept});
  if (damaged > 0) warn(describeDamaged(file.path, damaged));
  return moved;
}
