import {EMPTY} from '@cohort-salesforce/spec/baseline';
import type {FieldRejection, RejectedCell, Row, RowIdentity, RowLink} from '../match/index.js';
import {type PackedCells, packCells, unpackCells} from './packed-cells.js';
import {Spool} from './spool.js';

// A row is kept as lines of JSON, of which most who read it need only the first.
type IdentityLine = [key: string, keyText: string, userId: string | null];
interface RejectionLine {
  refused: readonly RejectedCell[];
  keyRejection?: FieldRejection | undefined;
}

const DIGEST_LENGTH = EMPTY.length;
const RECORD_ID_LENGTH = 18;
// No time has more digits in base 36.
const TIME_LENGTH = 11;

/**
 * Rows kept on the disk, as they are after all converting and checking. What link mode keeps of them are mostly digests,
 * which are any bytes: JSON would double them, and take three times as long.
 */
export class RowSpool {
  readonly #rows = new Spool();
  readonly #links = new Spool('latin1');

  get bytes(): number {
    return this.#rows.bytes + this.#links.bytes;
  }

  append({key, keyText, userId, cells, refused, keyRejection, link}: Row): void {
    const identity: IdentityLine = [key, keyText, userId];
    const text = `${JSON.stringify(identity)}\n${JSON.stringify(packCells(cells))}`;
    const isClean = refused.length === 0 && keyRejection === undefined;
    const rejections: RejectionLine = {refused, keyRejection};
    this.#rows.append(isClean ? text : `${text}\n${JSON.stringify(rejections)}`);
    this.#links.append(link ? packLink(link) : '');
  }

  /** Keeps the place of a record that makes no row. */
  skip(): void {
    this.#rows.append('');
    this.#links.append('');
  }

  /** Whose row it is, without its values. */
  readIdentity(index: number): RowIdentity {
    return toIdentity(checked(this.#rows.readLine(index), index));
  }

  readLink(index: number): RowLink | undefined {
    const text = this.#links.read(index);
    return text === '' ? undefined : unpackLink(text);
  }

  read(index: number): Row {
    const text = checked(this.#rows.read(index), index);
    const [identity = '', cells = '', rejections] = text.split('\n');
    const {refused, keyRejection}: RejectionLine = rejections
      ? JSON.parse(rejections)
      : {refused: []};
    const {key, keyText, userId} = toIdentity(identity);
    const link = this.readLink(index);
    return {
      key,
      keyText,
      userId,
      cells: unpackCells(JSON.parse(cells) as PackedCells),
      refused,
      ...(link && {link}),
      ...(keyRejection && {keyRejection}),
    };
  }

  close(): void {
    this.#rows.close();
    this.#links.close();
  }
}

function checked(text: string, index: number): string {
  if (text === '') throw new Error(`Row ${index} was refused before.`);
  return text;
}

function toIdentity(line: string): RowIdentity {
  const [key, keyText, userId] = JSON.parse(line) as IdentityLine;
  return {key, keyText, userId};
}

function packLink({key, all, cohort, updatedAt, recordId}: RowLink): string {
  const id = recordId ?? ''.padEnd(RECORD_ID_LENGTH);
  return key + all + id + updatedAt.toString(36).padStart(TIME_LENGTH) + cohort;
}

function unpackLink(text: string): RowLink {
  const idAt = 2 * DIGEST_LENGTH;
  const timeAt = idAt + RECORD_ID_LENGTH;
  const cohortAt = timeAt + TIME_LENGTH;
  return {
    key: text.slice(0, DIGEST_LENGTH),
    all: text.slice(DIGEST_LENGTH, idAt),
    cohort: text.slice(cohortAt),
    updatedAt: Number.parseInt(text.slice(timeAt, cohortAt), 36),
    recordId: text[idAt] === ' ' ? null : text.slice(idAt, timeAt),
  };
}
