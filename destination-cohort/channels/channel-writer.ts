import type {InputRecord, RecordBatch, RecordResult} from '@cohort-salesforce/spec';
import type {ChannelStream} from './channel.js';
import {ChannelRecords, type ChannelSettings} from './channel-records.js';

/** Turns batches of records into users, one for each email, and their results into verdicts. */
export class ChannelWriter {
  readonly #stream: ChannelStream;
  readonly #settings: ChannelSettings;

  constructor(stream: ChannelStream, settings: ChannelSettings) {
    this.#stream = stream;
    this.#settings = settings;
  }

  begin(): RecordBatch {
    return new ChannelRecords(this.#stream, this.#settings);
  }

  /** One verdict for each record, in order. */
  write(records: readonly InputRecord[]): Promise<readonly RecordResult[]> {
    const batch = this.begin();
    for (const record of records) batch.add(record);
    return batch.write(index => records[index] as InputRecord);
  }
}
