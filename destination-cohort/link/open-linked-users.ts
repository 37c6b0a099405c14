import {
  ChangeLimit,
  type ConfiguredAirbyteStream,
  Listing,
  openChangeLog,
  type RecordWriter,
} from '@cohort-salesforce/spec';
import type {BaselineStore} from '@cohort-salesforce/spec/baseline';
import type {PlannedField, PlannedMapping} from '../mapping/plan-mapping.js';
import {type MappedField, prepareProperties} from '../mapping/prepare-properties.js';
import type {Session} from '../session.js';
import {DryRun} from '../users/dry-run.js';
import {MARK_SOURCE, plannedMark, toDeletionMark} from './deletion-mark.js';
import {dryStore} from './dry-store.js';
import {UserFinder} from './find-users.js';
import {prepareContent, prepareReading} from './incoming-record.js';
import {listRecordCases} from './link-cases.js';
import {findLinkFields} from './link-fields.js';
import {shownFields} from './link-run.js';
import {type LinkSettings, toLinkSettings} from './link-settings.js';
import {toLinkedFields} from './linked-field.js';
import {LinkedUserWriter} from './linked-user-writer.js';
import {openBaseline} from './open-baseline.js';
import {recoverLinks} from './recover-links.js';

export interface LinkedStream {
  configured: ConfiguredAirbyteStream;
  /** Of the baseline store. */
  folder: string;
  mapping: PlannedMapping;
  /** Whether users that Cohort does not have are created. */
  creates: boolean;
}

/** Gets a stream ready to be imported by the links of its records. */
export async function openLinkedUsers(
  session: Session,
  {configured, folder, mapping, creates}: LinkedStream,
): Promise<RecordWriter> {
  const {cohort, config, context} = session;
  const {stream} = configured;
  const names = findLinkFields(config, configured, mapping.emailField);
  const wanted = toLinkSettings(config);
  const planned = [
    ...mapping.fields,
    ...[plannedMark(config)].filter(field => field !== undefined),
  ];
  const {fields: prepared, recordId} = await prepareFields(session, planned, {
    source: names.recordId,
    property: creates || wanted.writesRecordIdToAll ? wanted.recordIdProperty : undefined,
  });
  const marked = prepared.find(({source}) => source === MARK_SOURCE);
  const mapped = prepared.filter(field => field !== marked);
  const mark = toDeletionMark(config, {mark: marked, recordId});
  const settings: LinkSettings = {...wanted, recordIdProperty: recordId?.target};
  const store = await openBaseline(session, folder);
  const created = mapped.filter(({isNew}) => isNew).map(({target}) => target);
  await store.noteProperties(idsOf(mapped), new Set(created));
  await store.clocks.note('cohort', cohort.clock.ahead());
  const fields = await toLinkedFields(mapped, {config, stream}, store);
  if (recordId && !config.dry_run) {
    await recoverLinks({session, store, property: recordId});
  }
  const listing = new Listing(config.listed_dir, stream, context);
  const read = prepareReading({
    names,
    fields,
    followsEmail: settings.followsEmail,
    digest: value => store.digest(value),
  });
  const looked = new Set([
    ...mapped,
    ...(recordId ? [recordId] : []),
    ...(mark ? [mark.field] : []),
  ]);
  const changeLog = openChangeLog(config, 'cohort', context);
  const run = {
    cohort,
    store: config.dry_run ? dryStore(store) : store,
    finder: new UserFinder(
      cohort,
      [...looked].filter(({exists}) => exists).map(({target}) => target),
    ),
    cases: listRecordCases(listing),
    settings,
    fields,
    creates,
    mark,
    dryRun: config.dry_run
      ? new DryRun(context, {fields: shownFields({fields, mark}), changeLog})
      : undefined,
    changeLimit: ChangeLimit.open(config),
    changeLog,
    isFirst: !(await store.hasPairs()),
    wanted: await wantedRecords(store),
    read,
    readContent: prepareContent({names, fields}),
  };
  return new LinkedUserWriter({run, listing, emailField: names.email, stream: stream.name});
}

async function wantedRecords(store: BaselineStore): Promise<Set<string>> {
  const wanted = new Set<string>();
  for await (const id of store.waiting.wanted('salesforce')) wanted.add(id);
  return wanted;
}

/** Creates the properties that are missing, the one for the records' Ids among them. */
async function prepareFields(
  session: Session,
  planned: readonly PlannedField[],
  {source, property}: {source: string; property: string | undefined},
): Promise<{fields: MappedField[]; recordId: MappedField | undefined}> {
  const isMapped = planned.some(({target}) => target === property);
  if (property === undefined || isMapped) {
    return {fields: await prepareProperties(session, planned), recordId: undefined};
  }
  const title = 'Salesforce record ID';
  const extra = {source, target: property, isCore: false, kind: 'text', title} as const;
  const fields = await prepareProperties(session, [...planned, extra]);
  return {fields: fields.slice(0, -1), recordId: fields.at(-1)};
}

function idsOf(fields: readonly MappedField[]): Map<string, string> {
  return new Map(fields.flatMap(({target, id}) => (id === undefined ? [] : [[target, id]])));
}
