import {type Digest, EMPTY} from '@cohort-salesforce/spec/baseline';
import type {FieldRejection, RejectedCell, Row, RowIdentity, RowLink} from '../match/index.js';
import {type PackedCells, packCells, unpackCells} from './packed-cells.js';
import {Spool} from './spool.js';

// A row is kept as lines of JSON, of which most who read it need only the first.
type IdentityLine = [key: string, keyText: string, userId: string | null, link?: PackedLink];
type PackedLink = [digests: string, updatedAt: number, recordId: string | null];
interface RejectionLine {
  refused: readonly RejectedCell[];
  keyRejection?: FieldRejection | undefined;
}

const DIGEST_BYTES = EMPTY.length;
// No digest of a value: what did not come. `EMPTY` is the digest of an empty value.
const ABSENT = '\u0001'.padEnd(DIGEST_BYTES, '\0');

/** Rows kept on the disk, as they are after all converting and checking. */
export class RowSpool {
  readonly #spool = new Spool();

  get bytes(): number {
    return this.#spool.bytes;
  }

  append({key, keyText, userId, cells, refused, keyRejection, link}: Row): void {
    const identity: IdentityLine = [key, keyText, userId];
    if (link) identity.push(packLink(link));
    const text = `${JSON.stringify(identity)}\n${JSON.stringify(packCells(cells))}`;
    const isClean = refused.length === 0 && keyRejection === undefined;
    const rejections: RejectionLine = {refused, keyRejection};
    this.#spool.append(isClean ? text : `${text}\n${JSON.stringify(rejections)}`);
  }

  /** Keeps the place of a record that makes no row. */
  skip(): void {
    this.#spool.append('');
  }

  /** Whose row it is, without its values. */
  readIdentity(index: number): RowIdentity {
    const text = this.#read(index);
    return toIdentity(text.slice(0, text.indexOf('\n')));
  }

  read(index: number): Row {
    const [identity = '', cells = '', rejections] = this.#read(index).split('\n');
    const {refused, keyRejection}: RejectionLine = rejections
      ? JSON.parse(rejections)
      : {refused: []};
    return {
      cells: unpackCells(JSON.parse(cells) as PackedCells),
      refused,
      ...(keyRejection && {keyRejection}),
      ...toIdentity(identity),
    };
  }

  close(): void {
    this.#spool.close();
  }

  #read(index: number): string {
    const text = this.#spool.read(index);
    if (text === '') throw new Error(`Row ${index} was refused before.`);
    return text;
  }
}

function toIdentity(line: string): RowIdentity {
  const [key, keyText, userId, link] = JSON.parse(line) as IdentityLine;
  return link ? {key, keyText, userId, link: unpackLink(link)} : {key, keyText, userId};
}

// Digests are any bytes. JSON escapes many of them, which makes a row longer and slower to parse than base64 does.
function packLink({key, all, cohort, updatedAt, recordId}: RowLink): PackedLink {
  const digests = key + all + cohort.map(digest => digest ?? ABSENT).join('');
  return [Buffer.from(digests, 'latin1').toString('base64'), updatedAt, recordId];
}

function unpackLink([packed, updatedAt, recordId]: PackedLink): RowLink {
  const digests = Buffer.from(packed, 'base64').toString('latin1');
  const cohort: (Digest | null)[] = [];
  for (let at = 2 * DIGEST_BYTES; at < digests.length; at += DIGEST_BYTES) {
    const digest = digests.slice(at, at + DIGEST_BYTES);
    cohort.push(digest === ABSENT ? null : digest);
  }
  const key = digests.slice(0, DIGEST_BYTES);
  return {key, all: digests.slice(DIGEST_BYTES, 2 * DIGEST_BYTES), cohort, updatedAt, recordId};
}
