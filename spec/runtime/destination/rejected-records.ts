import type {ConfiguredAirbyteStream} from '../../protocol/index.js';
import type {MessageOutput} from '../command-line/context.js';
import type {DestinationConfig, InputRecord, Rejection} from './destination.js';
import {EarlierRejects} from './earlier-rejects.js';
import {RejectsFile} from './rejects-file.js';

// Without a file to look into, this many reasons are logged; the rest is counted.
const LOGGED_REASONS = 20;

export type Refused = ReadonlyArray<{record: InputRecord; rejection: Rejection}>;

/** The rejected records of one stream. */
export interface StreamRejects {
  /** Of earlier runs, while there are any and this run may remove them. */
  earlier: EarlierRejects | undefined;
  /** Resolves when the refused records are stored. */
  refuse(refused: Refused): Promise<void>;
}

/** Keeps the rejected records of all streams, and says at the end how many there are and why. */
export class RejectedRecords {
  readonly #config: DestinationConfig;
  readonly #output: MessageOutput;
  readonly #files: {file: RejectsFile; earlier: EarlierRejects | undefined}[] = [];
  readonly #codes = new Map<string, Map<string, number>>();
  #logged = 0;

  constructor(config: DestinationConfig, output: MessageOutput) {
    this.#config = config;
    this.#output = output;
  }

  /** Throws a config error when a stream's file cannot be kept where it belongs. */
  async storeFor(configured: ConfiguredAirbyteStream): Promise<StreamRejects> {
    const {rejects_dir: folder, dry_run: isDryRun} = this.#config;
    const {stream} = configured;
    const clean = (text: string) => this.#output.clean(text);
    const file = folder ? new RejectsFile(folder, stream, clean) : undefined;
    await file?.requireUsable();
    const earlier =
      file && !isDryRun ? await EarlierRejects.read(file.path, configured) : undefined;
    if (file) this.#files.push({file, earlier});
    const codes = new Map<string, number>();
    this.#codes.set(file ? `${stream.name} (${file.path})` : stream.name, codes);
    const refuse = async (refused: Refused) => {
      for (const {record, rejection} of refused) {
        codes.set(rejection.code, (codes.get(rejection.code) ?? 0) + 1);
        earlier?.keep(record.data);
      }
      await (file ? file.append(refused) : this.#log(refused));
    };
    return {earlier, refuse};
  }

  /** Resolves when the files on the disk have what was rejected, and no longer what was written since. */
  async sync({isEnd} = {isEnd: false}): Promise<void> {
    for (const {file, earlier} of this.#files) {
      await file.sync();
      if (earlier) await file.remove(earlier.take({isEnd}));
    }
  }

  async close(): Promise<void> {
    for (const [stream, codes] of this.#codes) {
      const reasons = [...codes].map(([code, count]) => `${code} ${count}`);
      if (reasons.length > 0)
        this.#output.log('WARN', `Rejected records of ${stream}: ${reasons.join(', ')}.`);
    }
    await this.sync({isEnd: true});
    for (const {file} of this.#files) await file.close();
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
