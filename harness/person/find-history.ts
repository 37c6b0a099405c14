import {type RecordedChange, readChanges} from '../store/changes-file.js';
import {isAbout} from './find-cases.js';
import type {Person} from './person.js';

const MAX_CHANGES = 20;

/** The last changes that runs have made to a person in either system, the latest at the end. */
export async function findHistory(folder: string, person: Person): Promise<RecordedChange[]> {
  const last: RecordedChange[] = [];
  for await (const change of readChanges(folder, one => isAbout({...one}, person))) {
    last.push(change);
    if (last.length > MAX_CHANGES) last.shift();
  }
  return last;
}
