import {type Digest, EMPTY} from '@cohort-salesforce/spec/baseline';
import type {BatchResults} from './batch-results.js';
import type {IncomingRecord} from './incoming-record.js';
import {PartedFile} from './parted-file.js';
import {type Origin, RecordSpool, type WaitingPlace} from './record-spool.js';

/** Records that are linked to no user, or deleted, until the end of the input tells which others are there. */
export class WaitingRecords {
  readonly byUserId: RecordSpool;
  readonly byKey: RecordSpool;
  readonly deleted: RecordSpool;
  readonly #linkedKeys: PartedFile;

  constructor(batchOf: (number: number) => BatchResults | undefined) {
    this.byUserId = new RecordSpool(batchOf);
    this.byKey = new RecordSpool(batchOf);
    this.deleted = new RecordSpool(batchOf);
    this.#linkedKeys = new PartedFile(this.byKey.parts);
  }

  /** Waits with the other records that hold the same user id. */
  addByUserId(incoming: IncomingRecord, origin: Origin, group: Digest): void {
    this.byUserId.add(incoming, {origin, group});
  }

  /** Waits with the other records that have the same address. */
  addByKey(incoming: IncomingRecord, origin: Origin, isOrphan: boolean): void {
    this.byKey.add(incoming, {origin, group: incoming.keyDigest, isOrphan});
  }

  /** Waits until another record may have taken its place. */
  addDeleted(
    incoming: IncomingRecord,
    place: Pick<WaitingPlace, 'origin' | 'group' | 'isListed'>,
  ): void {
    this.deleted.add(incoming, place);
  }

  /** Notes that a linked record has this address. */
  markLinked(key: Digest): void {
    if (key === EMPTY) return;
    const line = Buffer.from(key, 'latin1').toString('base64');
    this.#linkedKeys.append(RecordSpool.partOf(key), line);
  }

  /** The addresses of linked records in a part. */
  async linkedKeys(part: number): Promise<Set<Digest>> {
    const keys = new Set<Digest>();
    for await (const lines of this.#linkedKeys.read(part)) {
      for (const line of lines) keys.add(Buffer.from(line.toString(), 'base64').toString('latin1'));
    }
    return keys;
  }

  close(): void {
    const files = [this.byUserId, this.byKey, this.deleted, this.#linkedKeys];
    for (const file of files) file.close();
  }
}
