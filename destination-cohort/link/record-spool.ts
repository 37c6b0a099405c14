import {isEmail} from '@cohort-salesforce/source-cohort/cohort';
import {type InputRecord, parseJson, stringifyJson, toEmailKey} from '@cohort-salesforce/spec';
import type {Digest} from '@cohort-salesforce/spec/baseline';
import type {BatchResults, Slot} from './batch-results.js';
import type {IncomingRecord, ReadContent} from './incoming-record.js';
import {PartedFile} from './parted-file.js';

/** A record's place in the input: the number of its batch, and its index there. */
export type Origin = readonly [batch: number, index: number];

/** What is known of a record that waits on the disk. */
export interface Waiting {
  /** The record's place in its part. */
  place: number;
  slot: Slot;
  recordId: string;
  userId: string | undefined;
  email: string;
  /** Digest of what it waits under: its matching key, or the user id that it holds. */
  group: string;
  created: number;
  modified: number;
  isConverted: boolean;
  /** Whether its user is known not to exist. */
  isOrphan: boolean;
  /** Whether its address can be anybody's. */
  hasAddress: boolean;
  /** Whether its deletion was listed before. */
  isListed: boolean;
  origin: Origin;
  /** The record's line in the input. */
  line: number;
  /** Of everything that the import reads of the record. */
  digest: Digest;
}

/** Where a record waits, and what is to be known of it then. */
export interface WaitingPlace
  extends Pick<Waiting, 'origin' | 'group'>,
    Partial<Pick<Waiting, 'isOrphan' | 'isListed'>> {}

/** A record that waits, whole. */
export interface SpooledRecord {
  /** JSON, for {@link toRecord}. */
  text: string;
  waiting: Waiting;
}

type Header = [
  batch: number,
  index: number,
  line: number,
  recordId: string,
  group: string,
  created: number,
  modified: number,
  flags: number,
  digest: Digest,
  email: string,
  userId: string | undefined,
];

const PARTS = 64;
const CONVERTED = 1;
const ORPHAN = 2;
const ADDRESS = 4;
const LISTED = 8;

/**
 * Records that wait on the disk until all are there: those of one group are in one part. Each has a line in two
 * files, so that those of one address can be compared without reading the records themselves.
 */
export class RecordSpool {
  readonly #headers = new PartedFile(PARTS);
  readonly #records = new PartedFile(PARTS);
  readonly #batchOf: (number: number) => BatchResults | undefined;

  constructor(batchOf: (number: number) => BatchResults | undefined) {
    this.#batchOf = batchOf;
  }

  static partOf(group: string): number {
    return group.charCodeAt(0) % PARTS;
  }

  get parts(): number {
    return PARTS;
  }

  add(
    {content, id, userId, email, created, modified, isConverted, digest}: IncomingRecord,
    {origin, group, isOrphan = false, isListed = false}: WaitingPlace,
  ): void {
    const kind = (isConverted ? CONVERTED : 0) | (isOrphan ? ORPHAN : 0);
    const flags = kind | (isEmail(email) ? ADDRESS : 0) | (isListed ? LISTED : 0);
    const {record} = content();
    const who = [email, userId] as const;
    const about = [group, created, modified, flags, digest] as const;
    const header: Header = [...origin, record.line, id, ...about, ...who];
    const part = RecordSpool.partOf(group);
    this.#headers.append(part, JSON.stringify(header));
    this.#records.append(part, stringifyJson(record.data));
  }

  /** What waits in a part, by its place there. */
  async waiting(part: number): Promise<Waiting[]> {
    const all: Waiting[] = [];
    for await (const lines of this.#headers.read(part)) {
      for (const line of lines) all.push(this.#toWaiting(line, all.length));
    }
    return all;
  }

  /** The records of those that wait in a part and are wanted, in the order in which they came, some at a time. */
  async *records(
    part: number,
    waiting: readonly Waiting[],
    isWanted: (place: number) => boolean,
  ): AsyncGenerator<SpooledRecord[]> {
    let place = 0;
    for await (const lines of this.#records.read(part)) {
      const wanted: SpooledRecord[] = [];
      for (const line of lines) {
        const one = waiting[place];
        if (one && isWanted(place)) wanted.push({text: line.toString(), waiting: one});
        place += 1;
      }
      yield wanted;
    }
  }

  drop(part: number): void {
    this.#headers.drop(part);
    this.#records.drop(part);
  }

  close(): void {
    this.#headers.close();
    this.#records.close();
  }

  #toWaiting(text: Buffer, place: number): Waiting {
    const header = JSON.parse(text.toString()) as Header;
    const [batch, index, line, recordId, group, created, modified, flags, digest, email, userId] =
      header;
    const slot = this.#batchOf(batch)?.slot(index);
    if (!slot) throw new Error(`The batch ${batch} of a waiting record is gone.`);
    return {
      place,
      slot,
      recordId,
      userId: userId ?? undefined,
      email,
      group,
      created,
      modified,
      isConverted: (flags & CONVERTED) !== 0,
      isOrphan: (flags & ORPHAN) !== 0,
      hasAddress: (flags & ADDRESS) !== 0,
      isListed: (flags & LISTED) !== 0,
      origin: [batch, index],
      line,
      digest,
    };
  }
}

/** The record as it came. */
export function toRecord({text, waiting: {line}}: SpooledRecord): InputRecord {
  return {data: parseJson(text) as Record<string, unknown>, line};
}

/** The record as it was read when it began to wait. */
export function toIncoming(
  {text, waiting}: SpooledRecord,
  readContent: ReadContent,
): IncomingRecord {
  const {recordId, userId, email, group, created, modified, isConverted, digest} = waiting;
  return {
    content: () => readContent(toRecord({text, waiting})),
    id: recordId,
    userId,
    email,
    key: toEmailKey(email),
    keyDigest: group,
    created,
    modified,
    isDeleted: false,
    isPartial: false,
    isConverted,
    master: undefined,
    digest,
  };
}
