import {type PlannedChange, plannedChangesOf} from '@cohort-salesforce/spec';
import {findCases, listedFolders} from '../person/find-cases.js';
import {findHistory} from '../person/find-history.js';
import {type Explanation, formatPerson} from '../person/format-person.js';
import {lookUpPerson} from '../person/look-up-person.js';
import type {Person} from '../person/person.js';
import {userDirectionsOf, withoutPlannedIds} from '../systems/index.js';
import type {ConnectionOptions} from './options.js';
import {syncPerson} from './sync-person.js';
import {type CommandContext, withConnection} from './with-connection.js';

export interface PersonOptions extends ConnectionOptions {
  email: string;
}

export interface ExplainOptions extends PersonOptions {
  /** Sync the person before. */
  sync?: boolean;
}

/**
 * Shows who a person is in both systems, how they are linked, and what a sync would do about them; or syncs this person
 * alone, shows what is there then and ends with the run's summary.
 */
export function explain(options: ExplainOptions): Promise<void> {
  const {email, sync: isSynced = false} = options;
  return withConnection(isSynced ? 'explain-sync' : 'explain', options, async job => {
    const found = await lookUpPerson(email, job);
    if (!isSynced) {
      const changes = await dryRun(found, job);
      if (job.runContext.problems.length > 0) return {isComplete: false};
      await show(found, changes, {job, json: options.json});
      return undefined;
    }
    const isComplete = await syncPerson(found, job);
    const hasChanged = job.streams.some(({created, updated}) => created + updated > 0);
    const person = isComplete && hasChanged ? await lookUpPerson(email, job) : found;
    await show(person, undefined, {job, json: options.json});
    return {isComplete};
  });
}

async function show(
  person: Person,
  changes: Explanation['changes'] | undefined,
  {job, json}: {job: CommandContext; json: boolean},
): Promise<void> {
  const {work, terminal} = job;
  const past = await Promise.all(
    listedFolders(work.folder).map(folder => findCases(folder, person)),
  );
  const listed = await findCases(work.temporary('listed'), person);
  const found: Explanation = {
    ...person,
    changes: changes ?? [],
    would_be_rejected: await findCases(work.temporary('rejects'), person),
    would_be_listed: changes ? listed : [],
    rejected: await findCases(work.rejectsFolder, person),
    listed: changes ? past.flat() : listed,
    history: await findHistory(work.folder, person),
  };
  terminal.print(json ? JSON.stringify(found) : formatPerson(found, {isSynced: !changes}));
}

async function dryRun(
  {records, users}: Person,
  job: CommandContext,
): Promise<Explanation['changes']> {
  const {work, runContext, loaded} = job;
  const changes: Explanation['changes'] = [];
  for (const {name, ...rest} of userDirectionsOf(loaded.connection)) {
    const created = changes.flatMap(({userId}) => userId ?? []);
    const ids = name === 'import' ? idsOf(records) : [...new Set([...idsOf(users), ...created])];
    if (ids.length === 0) continue;
    const known = plannedOf(job).length;
    const {isComplete} = await work.dryRuns.runOnly({name, ...rest}, ids);
    runContext.signal.throwIfAborted();
    if (!isComplete) break;
    changes.push(
      ...plannedOf(job)
        .slice(known)
        .map(change => ({...change, direction: name})),
    );
  }
  return changes.map(({direction, ...change}) => ({...withoutPlannedIds(change), direction}));
}

function idsOf(found: readonly {id: string}[]): string[] {
  return found.map(({id}) => id);
}

function plannedOf({runContext}: CommandContext): PlannedChange[] {
  return plannedChangesOf(type => runContext.reportsOf(type));
}
