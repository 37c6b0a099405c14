import type {MessageOutput} from '../command-line/context.js';
import {RejectsFile} from './rejects-file.js';
import type {Refused} from './stream-batcher.js';

// Without a file to look into, this many reasons are logged; the rest is counted.
const LOGGED_REASONS = 20;

/** Keeps the rejected records of all streams, and says at the end how many there are and why. */
export class RejectedRecords {
  readonly #folder: string | undefined;
  readonly #output: MessageOutput;
  readonly #files: RejectsFile[] = [];
  readonly #codes = new Map<string, Map<string, number>>();
  #logged = 0;

  constructor(folder: string | undefined, output: MessageOutput) {
    this.#folder = folder;
    this.#output = output;
  }

  /** Throws a config error when a stream's file cannot be kept where it belongs. */
  async storeFor(stream: {
    name: string;
    namespace?: string | null;
  }): Promise<(refused: Refused) => Promise<void>> {
    const clean = (text: string) => this.#output.clean(text);
    const file = this.#folder ? new RejectsFile(this.#folder, stream, clean) : undefined;
    await file?.requireUsable();
    if (file) this.#files.push(file);
    const codes = new Map<string, number>();
    this.#codes.set(file ? `${stream.name} (${file.path})` : stream.name, codes);
    return async refused => {
      for (const {rejection} of refused)
        codes.set(rejection.code, (codes.get(rejection.code) ?? 0) + 1);
      await (file ? file.append(refused) : this.#log(refused));
    };
  }

  async sync(): Promise<void> {
    for (const file of this.#files) await file.sync();
  }

  async close(): Promise<void> {
    for (const [stream, codes] of this.#codes) {
      const reasons = [...codes].map(([code, count]) => `${code} ${count}`);
      if (reasons.length > 0)
        this.#output.log('WARN', `Rejected records of ${stream}: ${reasons.join(', ')}.`);
    }
    for (const file of this.#files) await file.close();
  }

  #log(refused: Refused): void {
    for (const {record, rejection} of refused) {
      this.#logged += 1;
      if (this.#logged > LOGGED_REASONS) return;
      this.#output.log(
        'WARN',
        `Rejected the record on line ${record.line}: ${rejection.code}: ${rejection.message}`,
      );
    }
  }
}
