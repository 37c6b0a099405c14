import {createReadStream, existsSync} from 'node:fs';
import {readLines} from '../../lines/read-lines.js';
import type {ConfiguredAirbyteStream} from '../../protocol/index.js';
import {toEmailKey} from '../../values/email-key.js';
import {ownValue} from '../../values/own-value.js';
import type {RecordResult} from './destination.js';
import {fingerprintOf} from './fingerprint-of.js';

type Data = Readonly<Record<string, unknown>>;

// What is held of them takes some 300 bytes a line. Lines after these are looked at once earlier ones are gone.
const MAX_LINES = 100_000;
const MAX_SMALL = 1000;

/** A line of the file. */
interface Line {
  fingerprint: string;
  /** What a record must have to say as much as the rejected one. */
  fields: readonly string[];
}

/** A line that may be about the person of a record. */
export interface EarlierReject {
  line: Line;
  isSameRecord: boolean;
}

/**
 * What earlier runs rejected of a stream, so that it can be removed once its person is written: the record itself, by the
 * source's primary key, or another one with the same matching key. What this run rejects again, stays.
 */
export class EarlierRejects {
  readonly #primaryKey: readonly string[][];
  readonly #matchingField: string;
  readonly #selected: Data;
  readonly #byIdentity = new Map<string, Line[]>();
  readonly #byKey = new Map<string, Line[]>();
  readonly #fieldLists = new Map<string, readonly string[]>();
  readonly #kept = new Set<Line>();
  #written = new Set<string>();
  #count = 0;

  private constructor({stream, primary_key}: ConfiguredAirbyteStream) {
    const [[matchingField = ''] = []] = primary_key ?? [];
    this.#matchingField = matchingField;
    this.#primaryKey = stream.source_defined_primary_key ?? [];
    this.#selected = (stream.json_schema.properties ?? {}) as Data;
  }

  /** Resolves with nothing when there is none. */
  static async read(
    path: string,
    stream: ConfiguredAirbyteStream,
    maxLines = MAX_LINES,
  ): Promise<EarlierRejects | undefined> {
    if (!existsSync(path)) return undefined;
    const rejects = new EarlierRejects(stream);
    for await (const lines of readLines(createReadStream(path))) {
      for (const line of lines.slice(0, maxLines - rejects.#count)) rejects.#add(line.toString());
      if (rejects.#count >= maxLines) break;
    }
    return rejects.#byIdentity.size + rejects.#byKey.size > 0 ? rejects : undefined;
  }

  /** The lines that are removed when this record is written. */
  find(data: Data): EarlierReject[] | undefined {
    const same = this.#byIdentity.get(this.#identify(data) ?? '') ?? [];
    const others = this.#byKey.get(this.#keyOf(data)) ?? [];
    if (same.length + others.length === 0) return undefined;
    const found = [
      ...same.map(line => ({line, isSameRecord: true})),
      ...others.map(line => ({line, isSameRecord: false})),
    ];
    return found.filter(({line}) => line.fields.every(field => Object.hasOwn(data, field)));
  }

  /** Notes that a record is rejected by this run. */
  keep(data: Data): void {
    for (const line of this.#byIdentity.get(this.#identify(data) ?? '') ?? []) {
      this.#kept.add(line);
      this.#written.delete(line.fingerprint);
    }
  }

  /** Notes that a record is written, or needs no writing. */
  resolve(found: readonly EarlierReject[], status: RecordResult['status']): void {
    for (const {line, isSameRecord} of found) {
      // A duplicate is not the record that represents its person.
      const isDone = isSameRecord || status !== 'duplicate';
      if (isDone && !this.#kept.has(line)) this.#written.add(line.fingerprint);
    }
  }

  /**
   * The fingerprints of the lines to remove since the last call. To remove lines, the whole file is written anew: of a
   * large one, many are removed at once, or the last ones at the end.
   */
  take({isEnd}: {isEnd: boolean}): ReadonlySet<string> {
    const written = this.#written;
    if (!isEnd && this.#count > MAX_SMALL && written.size < this.#count / 10) return new Set();
    this.#written = new Set();
    return written;
  }

  #add(text: string): void {
    this.#count += 1;
    const reject = parse(text);
    if (!reject) return;
    const {key, code, record} = reject;
    const identity = this.#identify(record);
    const line = {fingerprint: fingerprintOf(text), fields: this.#fieldsOf(record)};
    if (identity !== undefined) append(this.#byIdentity, identity, line);
    // Two people can have the same invalid address.
    if (key !== '' && code !== 'EMAIL_INVALID') append(this.#byKey, key, line);
  }

  #identify(data: Data): string | undefined {
    if (this.#primaryKey.length === 0) return undefined;
    const values = this.#primaryKey.map(([field = '']) => ownValue(data, field));
    return values.some(value => value === undefined || value === null)
      ? undefined
      : JSON.stringify(values);
  }

  #keyOf(data: Data): string {
    const value = ownValue(data, this.#matchingField);
    return typeof value === 'string' ? toEmailKey(value) : '';
  }

  // Most lines have the same fields.
  #fieldsOf(record: Data): readonly string[] {
    const fields = Object.keys(record).filter(field => Object.hasOwn(this.#selected, field));
    const name = JSON.stringify(fields);
    const known = this.#fieldLists.get(name) ?? fields;
    this.#fieldLists.set(name, known);
    return known;
  }
}

function append(lines: Map<string, Line[]>, name: string, line: Line): void {
  const found = lines.get(name);
  if (found) found.push(line);
  else lines.set(name, [line]);
}

function parse(text: string): {key: string; code: unknown; record: Data} | undefined {
  try {
    const {key, code, record} = (JSON.parse(text) ?? {}) as Record<string, unknown>;
    if (typeof record !== 'object' || record === null) return undefined;
    return {key: typeof key === 'string' ? toEmailKey(key) : '', code, record: record as Data};
  } catch {
    return undefined;
  }
}
