import type {ObjectDescribe} from './object-describe.js';
import {readFields} from './read-fields.js';

/** A record type as a describe lists it. */
export interface RecordTypeInfo {
  recordTypeId: string;
  name: string;
  developerName?: string;
  active: boolean;
  /** Whether the user may choose it. */
  available: boolean;
  defaultRecordTypeMapping: boolean;
  master: boolean;
  /** The emulator's own: the values of picklists that this record type has, by field. Not answered. */
  emulatedPicklists?: Record<string, string[]>;
}

/** Gives objects whose describe lists record types the field RecordTypeId. */
export function addRecordTypes(
  objects: Map<string, ObjectDescribe>,
  idOf: (position: number) => string,
): void {
  let count = 0;
  for (const describe of objects.values())
    for (const info of ownRecordTypes(describe)) {
      // What a describe of another org says would lead nowhere here.
      info.recordTypeId = idOf(count++);
      if (!describe.fields.some(({name}) => name === 'RecordTypeId'))
        describe.fields.push(...readFields(recordTypeId));
    }
}

const recordTypeId = 'RecordTypeId|reference|cunS|Record Type ID|to:RecordType>RecordType';

/** The record types of an object but for the master, in the order of the describe. */
export function ownRecordTypes({recordTypeInfos}: ObjectDescribe): RecordTypeInfo[] {
  const infos = (recordTypeInfos ?? []) as RecordTypeInfo[];
  return infos.filter(({master}) => !master);
}
