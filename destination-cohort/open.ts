import {
  ChangeLimit,
  type ConfiguredAirbyteStream,
  configError,
  openChangeLog,
  type RecordWriter,
} from '@cohort-salesforce/spec';
import {parseOnDelete} from './link/on-delete.js';
import {planMapping} from './mapping/plan-mapping.js';
import {prepareProperties} from './mapping/prepare-properties.js';
import type {Session} from './session.js';
import {DryRun} from './users/dry-run.js';
import type {RankFields} from './users/recency.js';
import {UserWriter} from './users/user-writer.js';

// A batch of the runner is cut into several requests: the more records are seen together, the
// fewer times two records of one user are written after each other.
const REQUESTS_PER_BATCH = 2;
const BYTES_PER_BATCH = 4_000_000;

/** Gets a stream ready to be written as users; creates the properties that are missing. */
export async function openUsers(
  session: Session,
  configured: ConfiguredAirbyteStream,
): Promise<RecordWriter> {
  const {cohort, config, context} = session;
  checkObject(configured);
  const creates = createsUsers(session, configured);
  const mapping = planMapping(config, configured);
  const {emailField, fields: planned, absent} = mapping;
  if (absent.length > 0) {
    context.log('WARN', `The stream does not have these mapped fields: ${absent.join(', ')}.`);
  }
  parseOnDelete(config);
  if (!config.dry_run) await cohort.finishEarlierJobs();
  if (config.baseline_dir !== undefined) {
    const {openLinkedUsers} = await import('./link/open-linked-users.js');
    const folder = config.baseline_dir;
    return openLinkedUsers(session, {configured, folder, mapping, creates});
  }
  const fields = await prepareProperties(session, planned);
  const changeLog = openChangeLog(config, 'cohort', context);
  const writer = new UserWriter({
    cohort,
    creates,
    deletedField: config.link?.deleted ?? 'IsDeleted',
    dryRun: config.dry_run ? new DryRun(context, {fields, changeLog}) : undefined,
    changeLimit: ChangeLimit.open(config),
    changeLog,
    emailField,
    fields,
    rankFields: rankFieldsOf(configured),
    clearEmpty: config.clear_empty ?? false,
  });
  return {
    batch: {records: cohort.settings.batch_size * REQUESTS_PER_BATCH, bytes: BYTES_PER_BATCH},
    inFlight: 2,
    write: records => writer.write(records),
  };
}

/** Throws when a stream is meant to become something else than users. */
export function checkObject({
  stream,
  destination_object_name: object,
}: ConfiguredAirbyteStream): void {
  if (object === undefined || object === null || object === 'users') return;
  throw configError(
    `Writing the stream ${JSON.stringify(stream.name)}: found the destination object ${JSON.stringify(object)}, expected "users".`,
  );
}

/** The config wins: not every runner can say what its catalog ought to. */
export function createsUsers(
  {config}: Pick<Session, 'config'>,
  configured: ConfiguredAirbyteStream,
): boolean {
  const {destination_sync_mode: mode, stream} = configured;
  if (mode === 'soft_delete' || (mode === 'overwrite' && config.users === undefined)) {
    const advice = mode === 'overwrite' ? ', or users in the config' : '';
    throw configError(
      `Writing the stream ${JSON.stringify(stream.name)}: found the destination sync mode "${mode}", but users are never deleted: expected "append_dedup" or "update"${advice}.`,
    );
  }
  return (config.users ?? (mode === 'update' ? 'existing' : 'all')) === 'all';
}

/** The fields that say how new a record is. */
export function rankFieldsOf({stream, cursor_field}: ConfiguredAirbyteStream): RankFields {
  const [cursor] = cursor_field?.length ? cursor_field : (stream.default_cursor_field ?? []);
  const [primaryKey] = stream.source_defined_primary_key?.[0] ?? [];
  return {cursor, primaryKey};
}
