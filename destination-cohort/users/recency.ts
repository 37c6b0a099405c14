import {createHash} from 'node:crypto';
import {ExactNumber, ownValue, stringifyJson} from '@cohort-salesforce/spec';

/** How new a record is among those with the same email. */
export interface Recency {
  /** Milliseconds; -Infinity when the record does not say when it changed. */
  moment: number;
  /** Decides between equal moments: at most 8 single-byte characters. */
  tieBreaker: string;
}

/** The fields that tell a rank: the stream's cursor and its primary key. */
export interface RankFields {
  cursor: string | undefined;
  primaryKey: string | undefined;
}

export const TIE_LENGTH = 8;
const UNKNOWN = Number.NEGATIVE_INFINITY;

/** Records that do not say when they changed are equally old: the last to come stands. */
export function rankOf(data: Record<string, unknown>, {cursor, primaryKey}: RankFields): Recency {
  const moment = cursor === undefined ? UNKNOWN : toMoment(ownValue(data, cursor));
  const isKnown = moment !== UNKNOWN && primaryKey !== undefined;
  return {moment, tieBreaker: isKnown ? toTie(ownValue(data, primaryKey)) : ''};
}

/** Negative when `left` is older. */
export function compareRecency(left: Recency, right: Recency): number {
  if (left.moment !== right.moment) return left.moment < right.moment ? -1 : 1;
  if (left.tieBreaker === right.tieBreaker) return 0;
  return left.tieBreaker < right.tieBreaker ? -1 : 1;
}

function toMoment(value: unknown): number {
  const moment = typeof value === 'string' ? Date.parse(value) : toNumber(value);
  return Number.isNaN(moment) ? UNKNOWN : moment;
}

function toNumber(value: unknown): number {
  if (value instanceof ExactNumber) return Number(value.text);
  return typeof value === 'number' ? value : Number.NaN;
}

const SHORT_ID = /^[\x21-\x7e]{0,8}$/;
const SALESFORCE_ID = /^[A-Za-z0-9]{18}$/;

// The last three characters of a long Salesforce id only repeat the case of the others, the first
// seven name object and server: the eight between them tell an object's records apart, by age.
function toTie(value: unknown): string {
  if (value === null || value === undefined) return '';
  // An object from outside may have no usable toString.
  const id = typeof value === 'string' ? value : stringifyJson(value);
  if (SALESFORCE_ID.test(id)) return id.slice(7, 15);
  if (SHORT_ID.test(id)) return id;
  const digest = createHash('sha1').update(id).digest().toString('latin1', 0, TIE_LENGTH);
  return digest.replace(/\0+$/, '');
}
