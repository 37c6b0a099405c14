import type {Person} from '../person/person.js';
import {toStreamSummary} from '../report/summary.js';
import {type Direction, linksRecords, userDirectionsOf} from '../systems/index.js';
import {claim} from './sync.js';
import type {CommandContext} from './with-connection.js';

/** Syncs one person in each direction that is enabled, as a sync of everybody would; resolves with whether all went well. */
export async function syncPerson(person: Person, job: CommandContext): Promise<boolean> {
  const {work, runContext, loaded, streams} = job;
  if (linksRecords(loaded.connection)) await claim(job);
  for (const direction of userDirectionsOf(loaded.connection)) {
    const ids = await idsOf(person, direction, job);
    if (ids.length === 0) continue;
    const {isComplete, tallies} = await work.moveOnly(direction, ids);
    for (const [stream, tally] of tallies) {
      streams.push(toStreamSummary(stream, tally, direction.name));
    }
    runContext.signal.throwIfAborted();
    if (!isComplete) return false;
  }
  return runContext.problems.length === 0;
}

async function idsOf(
  {records, users}: Person,
  {name}: Direction,
  {work}: CommandContext,
): Promise<string[]> {
  if (name === 'import') return records.map(({id}) => id);
  const ids = users.map(({id}) => id);
  if (!work.links.isUsed) return ids;
  // The import may have created the user: the store knows without a call.
  const pairs = await work.links.with(store => store.pairsOfRecords(records.map(({id}) => id)));
  return [...new Set([...ids, ...pairs.flatMap(pair => pair?.userId ?? [])])];
}
