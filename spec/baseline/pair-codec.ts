import {type Absence, newPair, type Pair} from './pair.js';
import {DIGEST_LENGTH, type Digest, ENTRY_LENGTHS, type Side, unpackTables} from './pair-tables.js';

// A million pairs with eight properties take some 200 MB on disk in this form; as JSON, twice that.
const VERSION = 1;
const ABSENCES: readonly (Absence | undefined)[] = [undefined, 'deleted', 'missing'];
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
const IMPORTED = 1;
const EXPORTED = 2;
const IS_UUID = 4;
// What else has to be done for a pair, for those who read only the head of its entry.
const HAS_INTENTS = 8;
const HAS_UNREAD_RECORD_WRITES = 16;
const HAS_UNREAD_USER_WRITES = 32;

/** Everything but the record id, which is the entry's key. */
export function encodePair(pair: Pair): Buffer {
  const isUuid = UUID.test(pair.userId);
  const user = isUuid
    ? Buffer.from(pair.userId.replaceAll('-', ''), 'hex')
    : Buffer.from(pair.userId, 'utf8');
  const tables = [pair.properties, pair.intents, pair.writes].map(table => ({
    size: table.size,
    text: table.pack(),
  }));
  const bytes = tables.reduce((total, {text}) => total + text.length, 0);
  const writer = new Writer(70 + user.length + bytes);
  const openWork = openWorkOf(pair);
  writer.byte(VERSION);
  writer.byte(
    (pair.imported ? IMPORTED : 0) |
      (pair.exported ? EXPORTED : 0) |
      (isUuid ? IS_UUID : 0) |
      openWork,
  );
  writer.byte(ABSENCES.indexOf(pair.absence));
  writer.short(pair.epoch);
  writer.short(user.length);
  writer.bytes(user);
  writer.latin1(pair.key + pair.importDigest + pair.exportDigest);
  for (const at of [pair.recordReadAt, pair.userReadAt, pair.userWrittenAt]) writer.time(at);
  for (const {size, text} of tables) {
    writer.short(size);
    writer.latin1(text);
  }
  // Of use until the import has read the record. Versions before it pass it over.
  if (openWork & HAS_UNREAD_RECORD_WRITES) writer.time(pair.recordWrittenAt);
  return writer.finish();
}

function openWorkOf({intents, writes}: Pair): number {
  let flags = intents.size > 0 ? HAS_INTENTS : 0;
  for (const [, {side, isRead}] of writes) {
    if (isRead) continue;
    flags |= side === 'salesforce' ? HAS_UNREAD_RECORD_WRITES : HAS_UNREAD_USER_WRITES;
  }
  return flags;
}

/** What one direction needs to know of a pair whose object has not changed. */
export interface PairHead {
  /** Whether the direction has processed the pair, and nothing is left to do. */
  isSettled: boolean;
  epoch: number;
  digest: Digest;
  readAt: number;
}

/** The head of an entry, for the direction that reads `side`. */
export function readPairHead(entry: Buffer, side: Side): PairHead {
  const flags = entry.readUInt8(1);
  const absence = entry.readUInt8(2);
  const digests = 7 + entry.readUInt16LE(5);
  const isRecord = side === 'salesforce';
  const at = digests + (isRecord ? DIGEST_LENGTH : 2 * DIGEST_LENGTH);
  const time = digests + 3 * DIGEST_LENGTH + (isRecord ? 0 : 6);
  const open = HAS_INTENTS | (isRecord ? HAS_UNREAD_RECORD_WRITES : HAS_UNREAD_USER_WRITES);
  const isDone = (flags & (isRecord ? IMPORTED : EXPORTED)) !== 0;
  return {
    isSettled: entry.readUInt8(0) === VERSION && isDone && absence === 0 && (flags & open) === 0,
    epoch: entry.readUInt16LE(3),
    digest: entry.toString('latin1', at, at + DIGEST_LENGTH),
    readAt: entry.readUIntLE(time, 6),
  };
}

/** Throws on an entry that this version did not write. */
export function decodePair(recordId: string, entry: Buffer): Pair {
  const reader = new Reader(entry);
  const version = reader.byte();
  if (version !== VERSION) throw new Error(`found version ${version}, expected ${VERSION}`);
  const flags = reader.byte();
  const absence = ABSENCES[reader.byte()];
  const epoch = reader.short();
  const user = reader.bytes(reader.short());
  const key = reader.latin1(DIGEST_LENGTH);
  const importDigest = reader.latin1(DIGEST_LENGTH);
  const exportDigest = reader.latin1(DIGEST_LENGTH);
  const recordReadAt = reader.time();
  const userReadAt = reader.time();
  const userWrittenAt = reader.time();
  const tables = unpackTables({
    properties: reader.latin1(reader.short() * ENTRY_LENGTHS.properties),
    intents: reader.latin1(reader.short() * ENTRY_LENGTHS.intents),
    writes: reader.latin1(reader.short() * ENTRY_LENGTHS.writes),
  });
  const userId = flags & IS_UUID ? toUuid(user.toString('hex')) : user.toString('utf8');
  const pair = newPair({recordId, userId, key, epoch}, tables);
  pair.imported = (flags & IMPORTED) !== 0;
  pair.exported = (flags & EXPORTED) !== 0;
  pair.absence = absence;
  pair.importDigest = importDigest;
  pair.exportDigest = exportDigest;
  pair.recordReadAt = recordReadAt;
  pair.userReadAt = userReadAt;
  pair.userWrittenAt = userWrittenAt;
  pair.recordWrittenAt = reader.isAtEnd ? 0 : reader.time();
  return pair;
}

function toUuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

class Writer {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(size: number) {
    this.#buffer = Buffer.allocUnsafe(size);
  }

  byte(value: number): void {
    this.#at = this.#buffer.writeUInt8(value, this.#at);
  }

  short(value: number): void {
    this.#at = this.#buffer.writeUInt16LE(value, this.#at);
  }

  /** Milliseconds; 48 bits are enough until the year 10889. */
  time(value: number): void {
    this.#at = this.#buffer.writeUIntLE(Math.max(0, Math.trunc(value)), this.#at, 6);
  }

  latin1(text: string): void {
    this.#at += this.#buffer.write(text, this.#at, 'latin1');
  }

  bytes(value: Buffer): void {
    this.#at += value.copy(this.#buffer, this.#at);
  }

  finish(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }
}

class Reader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#buffer.length;
  }

  byte(): number {
    this.#at += 1;
    return this.#buffer.readUInt8(this.#at - 1);
  }

  short(): number {
    this.#at += 2;
    return this.#buffer.readUInt16LE(this.#at - 2);
  }

  time(): number {
    this.#at += 6;
    return this.#buffer.readUIntLE(this.#at - 6, 6);
  }

  latin1(length: number): string {
    if (length === 0) return '';
    this.#at += length;
    return this.#buffer.toString('latin1', this.#at - length, this.#at);
  }

  bytes(length: number): Buffer {
    this.#at += length;
    return this.#buffer.subarray(this.#at - length, this.#at);
  }
}
