import {type PlannedChange, plannedChangesOf} from '@cohort-salesforce/spec';
import {findCases, listedFolders} from '../person/find-cases.js';
import {findHistory} from '../person/find-history.js';
import {type Explanation, formatPerson} from '../person/format-person.js';
import {lookUpPerson} from '../person/look-up-person.js';
import type {Person} from '../person/person.js';
import {directionsOf} from '../systems/index.js';
import type {ConnectionOptions} from './options.js';
import {type CommandContext, withConnection} from './with-connection.js';

export interface PersonOptions extends ConnectionOptions {
  email: string;
}

/** Shows who a person is in both systems, how they are linked, and what a sync would do about them. */
export function explain(options: PersonOptions): Promise<void> {
  return withConnection('explain', options, async job => {
    const {work, runContext, terminal} = job;
    const person = await lookUpPerson(options.email, job);
    const changes = await dryRun(person, job);
    if (runContext.problems.length > 0) return {isComplete: false};
    const past = await Promise.all(
      listedFolders(work.folder).map(folder => findCases(folder, person)),
    );
    const found: Explanation = {
      ...person,
      changes,
      would_be_rejected: await findCases(work.temporary('rejects'), person),
      would_be_listed: await findCases(work.temporary('listed'), person),
      rejected: await findCases(work.rejectsFolder, person),
      listed: past.flat(),
      history: await findHistory(work.folder, person),
    };
    terminal.print(options.json ? JSON.stringify(found) : formatPerson(found));
    return undefined;
  });
}

async function dryRun(
  {records, users}: Person,
  job: CommandContext,
): Promise<Explanation['changes']> {
  const {work, runContext, loaded} = job;
  const changes: Explanation['changes'] = [];
  for (const {name, ...rest} of directionsOf(loaded.connection)) {
    const ids = (name === 'import' ? records : users).map(({id}) => id);
    if (ids.length === 0) continue;
    const known = plannedOf(job).length;
    const {isComplete} = await work.rehearseOnly({name, ...rest}, ids);
    runContext.signal.throwIfAborted();
    if (!isComplete) break;
    changes.push(
      ...plannedOf(job)
        .slice(known)
        .map(change => ({...change, direction: name})),
    );
  }
  return changes;
}

function plannedOf({runContext}: CommandContext): PlannedChange[] {
  return plannedChangesOf(type => runContext.reportsOf(type));
}
