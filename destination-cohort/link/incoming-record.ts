import {type InputRecord, ownValue, type Rejection, toEmailKey} from '@cohort-salesforce/spec';
import type {Digest} from '@cohort-salesforce/spec/baseline';
import {isDeletedRecord} from '../users/is-deleted-record.js';
import {readValue} from '../users/prepare-value.js';
import {toRecordText} from './canonical-texts.js';
import type {LinkFields} from './link-fields.js';
import type {LinkedField} from './linked-field.js';

/** What a record says, besides whose it is. */
export interface RecordContent {
  record: InputRecord;
  modifiedBy: string | undefined;
  /** Canonical, by the mapping's order; undefined: the record says nothing of it. */
  texts: readonly (string | null | undefined)[];
}

/** A record with what links need to know of it. */
export interface IncomingRecord {
  /** Of a record that waited, each call parses it again: thousands are under way at once, and garbage collections copy what is held. */
  content(): RecordContent;
  id: string;
  /** The Cohort User ID that it holds. */
  userId: string | undefined;
  /** Trimmed; may be no address at all. */
  email: string;
  /** The matching key, and its digest. */
  key: string;
  keyDigest: Digest;
  /** Milliseconds; 0: unknown. */
  created: number;
  modified: number;
  isDeleted: boolean;
  /** Whether it has only what was read again of its record: then it says nothing of who that is. */
  isPartial: boolean;
  isConverted: boolean;
  master: string | undefined;
  /** Of everything that the import reads of the record. */
  digest: Digest;
}

export interface RecordReading {
  names: LinkFields;
  fields: readonly LinkedField[];
  followsEmail: boolean;
  digest(value: string | null): Digest;
}

export type ReadRecord = (record: InputRecord) => IncomingRecord | Rejection;
export type ReadContent = (record: InputRecord) => RecordContent;

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const RECORD_ID = /^[\x21-\x7e]{1,64}$/;
const SEPARATOR = '\u001f';

/** Records -> what they say. */
export function prepareContent({
  names,
  fields,
}: Pick<RecordReading, 'names' | 'fields'>): ReadContent {
  return record => {
    const texts = fields.map(field => {
      const value = readValue(field, record.data);
      return value === undefined ? undefined : toRecordText(field, value);
    });
    return {record, texts, modifiedBy: readText(record.data, names.modifiedBy) || undefined};
  };
}

/** Records -> what links need to know of them, or why they cannot be linked. */
export function prepareReading(reading: RecordReading): ReadRecord {
  const {names, fields, followsEmail, digest} = reading;
  // Another mapping, other rules: then no record is as it was.
  const signature = JSON.stringify([
    ...fields.map(({source, number, type, rules}) => [source, number, type, rules]),
    ...(followsEmail ? ['follow'] : []),
  ]);
  const start = signature + SEPARATOR;
  const readContent = prepareContent(reading);
  return record => {
    const {data} = record;
    const textOf = (name: string | undefined) => readText(data, name);
    const id = textOf(names.recordId);
    if (!RECORD_ID.test(id)) return rejectId(names.recordId);
    const email = textOf(names.email).normalize('NFC');
    const key = toEmailKey(email);
    const userId = toUserId(textOf(names.userId));
    const content = readContent(record);
    return {
      content: () => content,
      id,
      userId,
      email,
      key,
      keyDigest: digest(key),
      created: toMoment(textOf(names.created)),
      modified: toMoment(textOf(names.modified)),
      isDeleted: names.deleted !== undefined && isDeletedRecord(data, names.deleted),
      // Salesforce has it of every record.
      isPartial: names.created !== undefined && ownValue(data, names.created) === undefined,
      isConverted: textOf(names.converted).toLowerCase() === 'true',
      master: textOf(names.master) || undefined,
      digest: digest(toWhole(`${start}${userId ?? ''}${SEPARATOR}${key}`, content.texts)),
    };
  };
}

function readText(data: Record<string, unknown>, name: string | undefined): string {
  const value = name === undefined ? undefined : ownValue(data, name);
  if (typeof value === 'string') return value.trim();
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : '';
}

function toUserId(text: string): string | undefined {
  return UUID.test(text) ? text.toLowerCase() : text || undefined;
}

function toMoment(text: string): number {
  const moment = Date.parse(text.replace(/([-+]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(moment) ? 0 : moment;
}

// All of them in one text; a list that is joined would cost each record two kilobytes of garbage.
function toWhole(start: string, texts: RecordContent['texts']): string {
  let whole = start;
  for (const text of texts) {
    if (text === undefined) whole += `${SEPARATOR}?`;
    else whole += text === null ? SEPARATOR : `${SEPARATOR}=${text}`;
  }
  return whole;
}

function rejectId(field: string): Rejection {
  return {
    status: 'rejected',
    key: null,
    code: 'RECORD_ID_MISSING',
    message: `${field} holds no record id, by which records are linked to users.`,
    fields: [field],
  };
}

/** Whether an earlier version of the same record is to be preferred: a part of a record, read later, says less. */
export function isStale(incoming: IncomingRecord, before: IncomingRecord | undefined): boolean {
  if (before === undefined) return false;
  if (incoming.isPartial !== before.isPartial) return incoming.isPartial;
  return before.modified > incoming.modified;
}
