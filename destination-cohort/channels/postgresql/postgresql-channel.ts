import type {UserProperty} from '@cohort-salesforce/source-cohort/cohort';
import {type Context, configError, ownValue} from '@cohort-salesforce/spec';
import {parse} from 'pg-connection-string';
import type {Config, PostgreSQL} from '../../generated/types.js';
import {fits, propertyTypeFor} from '../../mapping/field-kind.js';
import type {PlannedField} from '../../mapping/plan-mapping.js';
import {kindOfWritten, type MappedField} from '../../mapping/prepare-properties.js';
import type {Channel, ChannelRequest, ChannelStream} from '../channel.js';
import {BatchWriter} from './batch-writer.js';
import {BEGIN_READING, beginWriting} from './begin-writing.js';
import {checkTable, requirePermissions} from './check-table.js';
import {describeLag, readClockLag, secondsAhead} from './clock-lag.js';
import {CORE_COLUMNS, columnNameOf, OWN_COLUMNS} from './column-name.js';
import {toConnectionOptions} from './connection-options.js';
import {Database, type Query} from './database.js';
import {type KnownUsers, readKnownUsers} from './known-users.js';
import {tableChanges} from './table-changes.js';
import {describeTable, propertyTypeOf, type Table} from './table-columns.js';
import {quoteTable, type TableLocation} from './table-location.js';
import {ROWS_PER_STATEMENT} from './user-batch.js';

const BYTES_PER_BATCH = 12_000_000;

interface Parts {
  database: Database;
  location: TableLocation;
  channel: PostgreSQL;
  config: Config;
  context: Context;
}

/** Keeps a table as Cohort's PostgreSQL app imports it. */
export class PostgresqlChannel implements Channel {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  static connect(
    channel: PostgreSQL,
    {config, context}: {config: Config; context: Context},
  ): PostgresqlChannel {
    const {schema = 'public', table = 'cohort_users'} = channel;
    const location = {schema, table};
    quoteTable(location);
    const options = toConnectionOptions(channel);
    const {host, port, password} = parse(options.connectionString ?? '');
    // The server may repeat it without the address around it.
    if (password) context.learnSecret(password);
    const address = `${host || 'localhost'}:${port || 5432}`;
    const database = new Database(options, {address});
    return new PostgresqlChannel({database, location, channel, config, context});
  }

  async check(): Promise<string> {
    const {database, location, config} = this.#parts;
    refuseExisting(this.#parts, config.users !== 'existing');
    const message = await database.transact(query => checkTable(query, {config, location}), {
      begin: BEGIN_READING,
      doing: 'Checking the table',
      isHurried: true,
    });
    if (config.users === 'existing') await this.#readKnownUsers();
    return message;
  }

  async readProperties(): Promise<readonly UserProperty[]> {
    const {database, location} = this.#parts;
    const table = await database.transact(query => describeTable(query, location), {
      begin: BEGIN_READING,
      doing: 'Reading the columns',
      isHurried: true,
    });
    const taken = [...OWN_COLUMNS, ...Object.values(CORE_COLUMNS)];
    return [...(table?.columns.values() ?? [])].flatMap(({name, type: columnType}) => {
      const type = propertyTypeOf(columnType);
      return type && !taken.includes(name) ? [{id: name, referenceId: name, name, type}] : [];
    });
  }

  async prepare({fields: planned, creates, clearEmpty}: ChannelRequest): Promise<ChannelStream> {
    const {database, location, config} = this.#parts;
    refuseExisting(this.#parts, creates);
    const {fields, changes, lag} = await database.transact(
      query => this.#prepareTable(query, planned),
      {
        begin: beginWriting(location),
        doing: 'Preparing the table',
      },
    );
    const known = creates ? undefined : await this.#readKnownUsers();
    const dryRun = config.dry_run ? changes : undefined;
    const writer = new BatchWriter({
      database,
      location,
      fields,
      clearEmpty,
      secondsAhead: secondsAhead(lag),
      known,
      dryRun,
    });
    return {
      fields,
      batch: {records: 2 * ROWS_PER_STATEMENT, bytes: BYTES_PER_BATCH},
      begin: () => writer.begin(),
    };
  }

  close(): Promise<void> {
    return this.#parts.database.close();
  }

  async #prepareTable(query: Query, planned: readonly PlannedField[]) {
    const {location, config, context} = this.#parts;
    const table = await describeTable(query, location);
    const fields = planned.map(field => toField(field, {table, config}));
    const columns = fields.map(field => ({name: columnNameOf(field), type: field.type}));
    refuseSharedColumns(fields);
    const changes = tableChanges(location, table, columns);
    await requirePermissions(query, {location, table, changes});
    if (changes.length > 0) {
      const what = config.dry_run ? 'Dry run: would be run' : 'Running';
      context.log('INFO', `${what}: ${changes.join('; ')}`);
    }
    if (!config.dry_run) for (const change of changes) await query({text: change});
    const lag = await readClockLag(query);
    const warning = describeLag(lag);
    if (warning) context.log('WARN', warning);
    return {fields, changes, lag};
  }

  #readKnownUsers(): Promise<KnownUsers> {
    const {database, location, channel} = this.#parts;
    const {schema = location.schema, table = '', column = ''} = channel.existing_users ?? {};
    return readKnownUsers(database, {schema, table, column});
  }
}

function refuseExisting({channel}: Parts, creates: boolean): void {
  if (creates || channel.existing_users) return;
  throw configError(
    'users is "existing", but the channel "postgresql" cannot ask Cohort which users it has: every row of the table becomes a user. Name the table and the column of their addresses in channel.existing_users, or set users to "all".',
  );
}

interface Known {
  table: Table | undefined;
  config: Config;
}

function toField(
  {source, target, isCore, kind, values}: PlannedField,
  {table, config}: Known,
): MappedField {
  const base = {source, target, isCore, kind, values, exists: true};
  const written = kindOfWritten({kind, values});
  if (isCore) return {...base, type: 'text'};
  const wanted = ownValue(config.property_types, target);
  const present = table?.columns.get(columnNameOf({target, isCore}));
  const type = wanted ?? propertyTypeFor(written);
  const columnType = present && propertyTypeOf(present.type);
  // The comparison of the table rejects a column of another type; a text column accepts numbers too.
  if (columnType && wanted === undefined && (values || fits(kind, columnType)))
    return {...base, type: columnType};
  return {...base, type};
}

function refuseSharedColumns(fields: readonly MappedField[]): void {
  const owners = new Map<string, string>();
  for (const field of fields) {
    const column = columnNameOf(field);
    const other = owners.get(column);
    if (other !== undefined) {
      throw configError(
        `The mapping writes both ${other} and ${field.target} to the column ${column}: choose other names.`,
      );
    }
    owners.set(column, field.target);
  }
}
