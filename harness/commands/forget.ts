import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {CHANGES_FILE, removeLinesFrom} from '@cohort-salesforce/spec';
import {isAbout, listedFolders, parse} from '../person/find-cases.js';
import {forgetPerson} from '../person/forget-person.js';
import {lookUpPerson} from '../person/look-up-person.js';
import type {Person} from '../person/person.js';
import {removeLines} from '../person/remove-lines.js';
import {CONSOLE_PLAN} from '../plan/read-plan-page.js';
import {wrap} from '../report/wrap.js';
import type {PersonOptions} from './explain.js';
import {type CommandContext, withConnection} from './with-connection.js';

interface Result {
  email: string;
  /** Removed from the connection's folder. */
  removed: {
    links: number;
    notes: number;
    rejected: number;
    listed: number;
    changes: number;
    log_lines: number;
  };
  /** Kept: the digest of an erased user's address, so that no sync creates the user again. */
  kept_digest: boolean;
  /** What both systems still have; this command deletes nothing there. */
  remains: {salesforce: string[]; cohort: string[]};
}

/** Removes what the connection's folder holds of a person, and says what both systems still have. */
export function forget(options: PersonOptions): Promise<void> {
  return withConnection('forget', options, async job => {
    const person = await lookUpPerson(options.email, job);
    const result: Result = {
      email: person.email,
      removed: await remove(person, job),
      kept_digest: person.is_erased,
      remains: {
        salesforce: person.records.map(({id}) => id),
        cohort: person.users.map(({id}) => id),
      },
    };
    job.terminal.print(options.json ? JSON.stringify(result) : format(result));
    return undefined;
  });
}

async function remove(person: Person, {work}: CommandContext): Promise<Result['removed']> {
  const {links, notes} = await work.links.with(store => forgetPerson(person, store));
  const address = person.email.toLowerCase();
  // Damaged lines are known by the address in them.
  const isTheirs = (line: string) => {
    const parsed = parse(line);
    return parsed ? isAbout(parsed, person) : line.toLowerCase().includes(address);
  };
  const rejected = await removeLines(work.rejectsFolder, isTheirs);
  let listed = 0;
  for (const folder of listedFolders(work.folder)) listed += await removeLines(folder, isTheirs);
  const changes = await removeLinesFrom(join(work.folder, CHANGES_FILE), isTheirs);
  // A plan without one of its lines could not be followed.
  await rm(join(work.folder, CONSOLE_PLAN), {force: true});
  const isNamed = (line: string) => line.toLowerCase().includes(address);
  const log_lines = await removeLines(join(work.folder, 'logs'), isNamed);
  return {links, notes, rejected, listed, changes, log_lines};
}

function format({email, removed, kept_digest, remains}: Result): string {
  const counts = Object.entries(removed).map(
    ([what, count]) => `${what.replace('_', ' ')} ${count}`,
  );
  const {salesforce, cohort} = remains;
  const isLeft = salesforce.length + cohort.length > 0;
  const erased =
    'Kept: one keyed digest of the address, because the user was deleted in Cohort. It prevents a sync from creating the user again, and does not reveal the address.';
  const again =
    'forget deletes nothing in the two systems. If both still exist, the next sync links them again.';
  return [
    ...wrap(`Removed the data of ${email}: ${counts.join(', ')}.`, 0),
    ...(kept_digest ? wrap(erased, 0) : []),
    ...wrap(`Still in Salesforce: ${salesforce.join(', ') || 'nothing'}`, 0),
    ...wrap(`Still in Cohort: ${cohort.join(', ') || 'nothing'}`, 0),
    ...(isLeft ? wrap(again, 0) : []),
  ].join('\n');
}
