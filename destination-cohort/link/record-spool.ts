import {isEmail} from '@cohort-salesforce/source-cohort/cohort';
import {type InputRecord, parseJson, stringifyJson} from '@cohort-salesforce/spec';
import type {Digest} from '@cohort-salesforce/spec/baseline';
import type {BatchResults, Slot} from './batch-results.js';
import type {IncomingRecord} from './incoming-record.js';
import {PartedFile} from './parted-file.js';

/** What is known of a record that waits on the disk. */
export interface Waiting {
  /** The record's place in its part. */
  place: number;
  slot: Slot;
  recordId: string;
  /** Digest of what it waits under: its matching key, or the user id that it holds. */
  group: string;
  created: number;
  modified: number;
  isConverted: boolean;
  /** Whether its user is known not to exist. */
  isOrphan: boolean;
  /** Whether its address can be anybody's. */
  hasAddress: boolean;
}

/** A record that waits, whole. */
export interface SpooledRecord {
  record: InputRecord;
  waiting: Waiting;
  origin: readonly [batch: number, index: number];
  digest: Digest;
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
];

const PARTS = 64;
const CONVERTED = 1;
const ORPHAN = 2;
const ADDRESS = 4;

/** Records that wait on the disk until all are there: those of one group are in one part. */
export class RecordSpool {
  readonly #file = new PartedFile(PARTS);
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
    {record, id, email, created, modified, isConverted, digest}: IncomingRecord,
    {place, group, isOrphan}: {place: readonly [number, number]; group: string; isOrphan: boolean},
  ): void {
    const kind = (isConverted ? CONVERTED : 0) | (isOrphan ? ORPHAN : 0);
    const flags = kind | (isEmail(email) ? ADDRESS : 0);
    const header: Header = [...place, record.line, id, group, created, modified, flags, digest];
    const lines = `${JSON.stringify(header)}\n${stringifyJson(record.data)}`;
    this.#file.append(RecordSpool.partOf(group), lines);
  }

  /** What waits in a part, without the records themselves. */
  async *waiting(part: number): AsyncGenerator<Waiting> {
    for await (const {header, place} of this.#entries(part)) yield this.#toWaiting(header, place);
  }

  /** The records that wait in a part and are wanted, in the order in which they came. */
  async *records(
    part: number,
    isWanted: (place: number) => boolean,
  ): AsyncGenerator<SpooledRecord> {
    for await (const {header, place, data} of this.#entries(part)) {
      if (!isWanted(place)) continue;
      const [batch, index, line] = header;
      const digest = header[8];
      const record = {data: parseJson(data) as Record<string, unknown>, line};
      yield {record, waiting: this.#toWaiting(header, place), origin: [batch, index], digest};
    }
  }

  drop(part: number): void {
    this.#file.drop(part);
  }

  close(): void {
    this.#file.close();
  }

  async *#entries(part: number): AsyncGenerator<{header: Header; place: number; data: string}> {
    let header: Header | undefined;
    let place = 0;
    for await (const line of this.#file.read(part)) {
      if (header === undefined) {
        header = JSON.parse(line) as Header;
        continue;
      }
      yield {header, place, data: line};
      header = undefined;
      place += 1;
    }
  }

  #toWaiting(header: Header, place: number): Waiting {
    const [batch, index, , recordId, group, created, modified, flags] = header;
    const slot = this.#batchOf(batch)?.slot(index);
    if (!slot) throw new Error(`The batch ${batch} of a waiting record is gone.`);
    const isConverted = (flags & CONVERTED) !== 0;
    const isOrphan = (flags & ORPHAN) !== 0;
    const hasAddress = (flags & ADDRESS) !== 0;
    return {place, slot, recordId, group, created, modified, isConverted, isOrphan, hasAddress};
  }
}
