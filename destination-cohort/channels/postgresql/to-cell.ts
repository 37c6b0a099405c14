import type {UserPropertyType, Value} from '@cohort-salesforce/source-cohort/cohort';
import type {Recency} from '../../users/recency.js';

/** A value as PostgreSQL reads it, as text: so no digit is lost on the way. */
export function toCell(value: Value | undefined): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? toText(value) : String(value);
}

/** Why PostgreSQL would not take a value; undefined when it takes it. */
export function problemOfCell(type: UserPropertyType, cell: string): string | undefined {
  // The calendar of PostgreSQL has no year 0.
  if (type === 'date' && cell.startsWith('0000')) return 'no date that PostgreSQL knows';
  return undefined;
}

// No text of PostgreSQL can hold NUL; half a character is replaced in the same way before.
function toText(value: string): string {
  return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
}

const FIRST_MOMENT = Date.UTC(1000, 0);
const LAST_MOMENT = Date.UTC(9999, 11, 31);

/** How new a record is, as the two columns hold it. */
export function toRankCells({moment, tieBreaker}: Recency): [modified: string, tieBreaker: string] {
  return [
    toTimestamp(moment),
    PRINTABLE.test(tieBreaker) ? tieBreaker : Buffer.from(tieBreaker, 'latin1').toString('hex'),
  ];
}

const PRINTABLE = /^[\x20-\x7e]*$/;

function toTimestamp(moment: number): string {
  if (moment >= FIRST_MOMENT && moment <= LAST_MOMENT) return new Date(moment).toISOString();
  return moment < FIRST_MOMENT ? '-infinity' : 'infinity';
}
