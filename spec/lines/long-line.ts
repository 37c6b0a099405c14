import {parseJsonOrUndefined} from './exact-json.js';

const MAX_DEPTH_KEPT = 3;
const MAX_TOKEN_BYTES = 1000;
const MAX_VALUES = 1000;

/**
 * A line that is too long to be held. It is read as it comes; what is kept of it are its size and the short values of its
 * objects down to `record.data`, enough to say what it is.
 */
export class LongLine {
  /** The size so far, in bytes. */
  bytes = 0;
  /** By depth, from 1; undefined in an array. */
  readonly #keys: (string | undefined)[] = [];
  /** As JSON, by the keys that lead to them. */
  readonly #values = new Map<string, string>();
  #depth = 0;
  #isObject: boolean | undefined;
  #isInString = false;
  #isEscaped = false;
  #token: Buffer[] = [];
  #tokenBytes = 0;

  /** Reads the next part of the line. */
  add(chunk: Buffer): void {
    this.bytes += chunk.length;
    for (let at = 0; at < chunk.length; ) {
      at = this.#isInString ? this.#passString(chunk, at) : this.#passOne(chunk, at);
    }
  }

  /** Whether it is JSON that has come to its end. */
  get isWhole(): boolean {
    return this.#isObject === true && this.#depth === 0 && !this.#isInString;
  }

  /** Whether it begins as a message does, so that it may carry data. */
  get isMessage(): boolean {
    return this.#isObject === true;
  }

  /** As far as it has come yet. */
  get type(): string | undefined {
    return this.#textAt('type');
  }

  /** The record, with its short values; undefined before its stream is known. */
  get record(): {stream: string; namespace?: string; data: Record<string, unknown>} | undefined {
    const stream = this.#textAt('record', 'stream');
    if (this.type !== 'RECORD' || stream === undefined) return undefined;
    const namespace = this.#textAt('record', 'namespace');
    return {stream, ...(namespace !== undefined && {namespace}), data: this.#data()};
  }

  #data(): Record<string, unknown> {
    const start = pathOf(['record', 'data', '']);
    const entries: [string, unknown][] = [];
    for (const [path, text] of this.#values) {
      if (!path.startsWith(start)) continue;
      entries.push([path.slice(start.length), parseJsonOrUndefined(text)]);
    }
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  #textAt(...path: string[]): string | undefined {
    const value = parseJsonOrUndefined(this.#values.get(pathOf(path)) ?? '');
    return typeof value === 'string' ? value : undefined;
  }

  #passString(chunk: Buffer, start: number): number {
    let at = start;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) {
        this.#isInString = false;
        at += 1;
        break;
      }
    }
    this.#keep(chunk.subarray(start, at));
    return at;
  }

  #passOne(chunk: Buffer, at: number): number {
    const byte = chunk[at] ?? 0;
    if (byte > SPACE) this.#isObject ??= byte === OPEN_OBJECT;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      this.#depth += 1;
      this.#forget();
      if (this.#depth <= MAX_DEPTH_KEPT) this.#keys[this.#depth] = undefined;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      this.#endValue();
      this.#depth -= 1;
    } else if (byte === COMMA) {
      this.#endValue();
    } else if (byte === COLON) {
      this.#endKey();
    } else if (byte > SPACE) {
      this.#isInString = byte === QUOTE;
      this.#keep(chunk.subarray(at, at + 1));
    }
    return at + 1;
  }

  #endKey(): void {
    const key = parseJsonOrUndefined(this.#takeToken() ?? '');
    if (this.#depth <= MAX_DEPTH_KEPT)
      this.#keys[this.#depth] = typeof key === 'string' ? key : undefined;
  }

  #endValue(): void {
    const text = this.#takeToken();
    if (!text || this.#depth > MAX_DEPTH_KEPT || this.#values.size >= MAX_VALUES) return;
    const keys = this.#keys.slice(1, this.#depth + 1);
    if (keys.every(key => key !== undefined)) this.#values.set(pathOf(keys), text);
  }

  // A longer one is no short value: what is beyond is not kept, and neither is it.
  #keep(bytes: Buffer): void {
    this.#tokenBytes += bytes.length;
    if (this.#tokenBytes <= MAX_TOKEN_BYTES) this.#token.push(Buffer.from(bytes));
    else this.#token = [];
  }

  #takeToken(): string | undefined {
    const text =
      this.#tokenBytes <= MAX_TOKEN_BYTES ? Buffer.concat(this.#token).toString() : undefined;
    this.#forget();
    return text;
  }

  #forget(): void {
    this.#token = [];
    this.#tokenBytes = 0;
  }
}

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

// No key has one unless it is written as an escape, and then it only hides its own value.
function pathOf(keys: readonly string[]): string {
  return keys.join('\0');
}
