import {
  ChangeLimit,
  type ConfiguredAirbyteStream,
  type Context,
  configError,
  openChangeLog,
  type RecordWriter,
} from '@cohort-salesforce/spec';
import {BatchPlan} from './batch/batch-plan.js';
import {BatchWriter} from './batch/batch-writer.js';
import {finishBatch} from './batch/finish-batch.js';
import {WriteBatch} from './batch/write-batch.js';
import type {Config} from './generated/types.js';
import {LinkPlan} from './link/link-plan.js';
import {openLink} from './link/open-link.js';
import {prepareLinkedRow} from './link/prepare-linked-row.js';
import {findCheaply} from './lookup/find-cheaply.js';
import {buildSelection} from './lookup/selection.js';
import {withdrawCreated} from './lookup/withdraw-created.js';
import {prepareRecord} from './match/index.js';
import {Report} from './report.js';
import {describesOf, type ExportSession} from './session.js';
import {
  buildTarget,
  describeLacking,
  type Mode,
  requireCompatible,
  requireCreatable,
  type Target,
  toReferenceIds,
} from './target/index.js';
import {CallSize} from './write/call-size.js';
import {sendChanges} from './write/send-changes.js';
import {waitForPendingJobs} from './write/wait-for-pending-jobs.js';
import {writeCheaply} from './write/write-cheaply.js';
import type {WriteContext} from './write-context.js';

/** Gets a stream ready: everything that could not work is an error here, before the first record. */
export async function openStream(
  session: ExportSession,
  stream: ConfiguredAirbyteStream,
): Promise<RecordWriter> {
  const writeContext = await startExport(session, stream);
  const {target, report, link} = writeContext;
  return new BatchWriter({
    startBatch: () =>
      new WriteBatch({
        prepare: data =>
          link ? prepareLinkedRow(data, target, link) : prepareRecord(data, target),
        onTruncated: fields => report.countTruncated(fields),
      }),
    finishBatch: async writeBatch => {
      await waitForPendingJobs(session, target.object);
      await finishBatch(writeBatch, writeContext, {
        plan: link
          ? new LinkPlan(writeBatch, writeContext, link)
          : new BatchPlan(writeBatch, writeContext),
        find: rows => findCheaply(rows, writeBatch, writeContext),
        send: (pendingChanges, {onResult, pass, since}) =>
          sendChanges(pendingChanges, writeContext, {
            write: writeCheaply,
            onResult,
            confirm: indexes =>
              // A later pass is itself a second look.
              pass > 1
                ? Promise.resolve(indexes)
                : withdrawCreated(indexes, writeContext, {
                    writeBatch,
                    pendingChanges,
                    since,
                    onResult,
                  }),
          }),
      });
    },
    finish: async () => {
      report.finish();
      await link?.listing.close();
    },
    beforeState: async () => {
      await link?.listing.write();
      if (link && !link.settings.isDryRun) await link.store.checkpoint();
    },
    complete: async () => link?.listing.complete(),
    takeStats: () => link?.listing.takeStats() ?? {},
  });
}

async function startExport(
  session: ExportSession,
  stream: ConfiguredAirbyteStream,
): Promise<WriteContext> {
  const {context, salesforce, journal} = session;
  const properties = propertiesOf(stream);
  const config = toReferenceIds(session.config, properties);
  const object = config.object ?? stream.destination_object_name ?? stream.stream.name;
  const {target, ignored} = await buildTarget({
    config,
    describes: await describesOf(session, object),
    mode: modeOf(config, stream),
    primaryKey: stream.primary_key ?? null,
    ownKey: stream.stream.source_defined_primary_key ?? null,
    properties: Object.keys(properties),
  });
  requireCompatible(target, properties);
  warnOfLacking(target, context);
  if (ignored.length > 0) {
    context.log(
      'WARN',
      `Not written, for ${object} has no such fields to write: ${ignored.join(', ')}.`,
    );
  }
  const changeLog = openChangeLog(config, 'salesforce', context);
  const report = new Report(context, {target, changeLog});
  const link = await openLink(session, {config, target, stream: stream.stream});
  return {
    salesforce,
    journal,
    context,
    config,
    target,
    selection: buildSelection(target, link && (text => link.store.digest(text))),
    report,
    changeLimit: ChangeLimit.open(config),
    changeLog,
    callSize: new CallSize(config.write_batch_size),
    sending: {isAnyTaken: false},
    link,
  };
}

// New records are rejected one by one then; those that exist are updated all the same.
function warnOfLacking(target: Target, context: Context): void {
  if (target.mode === 'insert') requireCreatable(target);
  const lacking = describeLacking(target);
  if (lacking !== undefined) context.log('WARN', `${lacking} Until then, nobody is created.`);
}

const MODES: Partial<Record<ConfiguredAirbyteStream['destination_sync_mode'], Mode>> = {
  append: 'insert',
  append_dedup: 'upsert',
  update: 'update',
  soft_delete: 'delete',
};

/** The config wins: not every runner can say what its catalog ought to. */
function modeOf({users}: Config, {stream, destination_sync_mode}: ConfiguredAirbyteStream): Mode {
  const mode = MODES[destination_sync_mode];
  if (mode === 'delete') return mode;
  if (users) return users === 'existing' ? 'update' : 'upsert';
  if (mode) return mode;
  throw configError(
    `The stream ${JSON.stringify(stream.name)} has the sync mode ${destination_sync_mode}, which would empty the object first; expected append, append_dedup, update or soft_delete. Or set users in the config.`,
  );
}

function propertiesOf({stream}: ConfiguredAirbyteStream): Readonly<Record<string, unknown>> {
  const {properties} = stream.json_schema as {properties?: Record<string, unknown>};
  return properties ?? {};
}
