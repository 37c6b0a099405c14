import type {UserProperty} from '@cohort-salesforce/source-cohort/cohort';
import {type Context, configError, ownValue} from '@cohort-salesforce/spec';
import type {Config, CSV} from '../../generated/types.js';
import {propertyTypeFor} from '../../mapping/field-kind.js';
import type {PlannedField} from '../../mapping/plan-mapping.js';
import {kindOfWritten, type MappedField} from '../../mapping/prepare-properties.js';
import type {Channel, ChannelRequest, ChannelStream} from '../channel.js';
import {checkMapping} from '../check-mapping.js';
import {CsvFolder} from './csv-folder.js';
import {CsvStream} from './csv-stream.js';
import {Layout, refuseSharedHeadings} from './layout.js';

// Cohort takes files up to "10 Mb": https://docs.getcohort.com/users/import-and-export-users
const MAX_FILE_BYTES = 10_000_000;

/** Writes files of users, which a person uploads in Cohort's admin. */
export class CsvChannel implements Channel {
  readonly #folder: CsvFolder;
  readonly #config: Config;
  readonly #run = new Date().toISOString().replaceAll(/[-:.]/g, '');
  readonly #streams: CsvStream[] = [];
  #files = 0;

  constructor({dir}: CSV, {config, context}: {config: Config; context: Context}) {
    this.#folder = new CsvFolder(dir, context);
    this.#config = config;
  }

  async check(): Promise<string> {
    refuse(this.#config, this.#config.users !== 'existing');
    refuseSharedHeadings(checkMapping(this.#config));
    await this.#folder.check();
    return `Files of users can be written to ${this.#folder.path}. After a run, upload each users-*.csv in Cohort Admin > Users > Import, in the order of their names, and match each column to its user property.`;
  }

  async readProperties(): Promise<readonly UserProperty[]> {
    // Which properties Cohort has can only be asked through its API.
    await this.#folder.check();
    return [];
  }

  async prepare({fields: planned, creates, clearEmpty}: ChannelRequest): Promise<ChannelStream> {
    refuse({...this.#config, clear_empty: clearEmpty}, creates);
    const isDryRun = this.#config.dry_run ?? false;
    if (!isDryRun) await this.#folder.open();
    const fields = planned.map(field => toField(field, this.#config));
    const stream = new CsvStream({
      folder: this.#folder,
      fields,
      layout: new Layout(fields),
      nextName: () => this.#nextName(),
      maxBytes: MAX_FILE_BYTES,
      isDryRun,
    });
    this.#streams.push(stream);
    return stream;
  }

  async close(): Promise<void> {
    for (const stream of this.#streams) await stream.finish();
  }

  #nextName(): {file: string; run: string} {
    this.#files += 1;
    const run = this.#run;
    return {file: `users-${run}-${String(this.#files).padStart(4, '0')}.csv`, run};
  }
}

function refuse({clear_empty}: Config, creates: boolean): void {
  if (!creates) {
    throw configError(
      'users is "existing", but the channel "csv" cannot ask Cohort which users it has: each row of a file becomes a user. Set users to "all", or use the channel "api".',
    );
  }
  if (clear_empty) {
    throw configError(
      'clear_empty is true, but Cohort skips the empty values of a file. Remove clear_empty, or use the channel "api" or "postgresql".',
    );
  }
}

function toField(
  {source, target, isCore, kind, values}: PlannedField,
  {property_types}: Config,
): MappedField {
  const written = propertyTypeFor(kindOfWritten({kind, values}));
  const type = isCore ? 'text' : (ownValue(property_types, target) ?? written);
  return {source, target, isCore, kind, values, exists: true, type};
}
