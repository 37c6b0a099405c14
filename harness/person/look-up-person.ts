import {type ConfiguredAirbyteCatalog, configError, toEmailKey} from '@cohort-salesforce/spec';
import type {BaselineStore, Pair} from '@cohort-salesforce/spec/baseline';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import {askConnector} from '../sync/ask-connector.js';
import {onlyListed} from '../sync/claim-links.js';
import type {Settings} from '../sync/move-request.js';
import {readRecords} from '../sync/read-records.js';
import type {Direction} from '../systems/index.js';
import {importDirection, mappedProperties, USERS_SOURCE} from '../systems/index.js';
import type {Desk} from './desk.js';
import {linkPerson} from './link-person.js';
import type {Person, PersonRecord, PersonUser} from './person.js';

type Data = Readonly<Record<string, unknown>>;
/** An id, or an address. */
type Key = string | {email: string};

interface Reader {
  job: Desk;
  connectorSpec: Pick<Direction, 'source'>;
  settings?: Settings;
  catalog: ConfiguredAirbyteCatalog;
  name: string;
}

/** Both systems' objects with the address or linked to one that has it, read now; nothing is written. */
export async function lookUpPerson(email: string, job: Desk, recordId?: string): Promise<Person> {
  const {work} = job;
  const folder = await work.dryRuns.copyLinks();
  const pair = await work.links.with(store => pairOf(email, store), folder);
  const records = await recordReader(job);
  const users = await userReader(job);
  const first = recordId ?? pair?.recordId;
  const found = {
    records: await read(records, [{email}, ...(first === undefined ? [] : [first])]),
    users: await read(users, [{email}, ...(pair ? [pair.userId] : [])]),
  };
  const more = await work.links.with(store => idsBeyond(found, {job, store}), folder);
  const all = {
    records: [...found.records, ...(await read(records, more.records))],
    users: [...found.users, ...(await read(users, more.users))],
  };
  const person = {
    records: all.records.map(data => toRecord(data, job)),
    users: all.users.map(toUser),
  };
  const schemas = {record: schemaOf(records.catalog), user: schemaOf(users.catalog)};
  return work.links.with(
    async store => ({
      email,
      ...person,
      links: await linkPerson(person, {store, schemas, job}),
      is_erased: (await store.waiting.areErased([keyOf(email, store)]))[0] ?? false,
    }),
    folder,
  );
}

export function keyOf(email: string, store: BaselineStore): string {
  return store.digest(toEmailKey(email));
}

async function pairOf(email: string, store: BaselineStore): Promise<Pair | undefined> {
  const [pair] = await store.pairsOfKeys([keyOf(email, store)]);
  return pair;
}

// A found person can be linked to an object with another address.
async function idsBeyond(
  {records, users}: {records: readonly Data[]; users: readonly Data[]},
  {job, store}: {job: Desk; store: BaselineStore},
): Promise<{records: string[]; users: string[]}> {
  const recordIds = records.map(idOf);
  const userIds = users.map(idOf);
  const ofUsers = await store.pairsOfUsers(userIds);
  const ofRecords = await store.pairsOfRecords(recordIds);
  const field = userIdField(job);
  const held = field === undefined ? [] : records.map(data => textOf(data[field]));
  return {
    records: unknownOf(
      ofUsers.map(pair => pair?.recordId),
      recordIds,
    ),
    users: unknownOf([...ofRecords.map(pair => pair?.userId), ...held], userIds),
  };
}

function unknownOf(ids: readonly (string | null | undefined)[], known: readonly string[]) {
  return [...new Set(ids.filter(id => typeof id === 'string'))].filter(id => !known.includes(id));
}

async function recordReader(job: Desk): Promise<Reader> {
  const {connection, path} = job.loaded;
  const direction = importDirection({...connection, import: {...connection.import, enabled: true}});
  if (!direction || !connection.import.object) {
    throw configError(`${path} names no object: set import.object and import.email_field.`);
  }
  const {selection} = direction;
  const fields = mappedProperties(connection).map(({field}) => field);
  const wider = {...direction, selection: {...selection, fields: [...selection.fields, ...fields]}};
  return {
    job,
    connectorSpec: direction,
    catalog: await job.work.recentCatalogFor(wider, direction),
    name: 'person.records',
  };
}

async function userReader(job: Desk): Promise<Reader> {
  const connectorSpec = job.work.source(USERS_SOURCE);
  const asked = {command: 'discover', wanted: 'CATALOG'} as const;
  const {catalog} = await askConnector(job.runContext, connectorSpec, asked);
  const streams = catalog.streams.filter(({name}) => name === 'users');
  const names = streams.flatMap(stream => Object.keys(stream.json_schema.properties ?? {}));
  const modes = {sync_mode: 'full_refresh', destination_sync_mode: 'append'} as const;
  return {
    job,
    connectorSpec: USERS_SOURCE,
    // The read need not ask again which properties there are; it uses no ids of them.
    settings: {property_ids: Object.fromEntries(names.map(name => [name, '']))},
    catalog: {streams: streams.map(stream => ({stream, ...modes}))},
    name: 'person.users',
  };
}

async function read(
  {job, connectorSpec, settings, catalog, name}: Reader,
  keys: readonly Key[],
): Promise<Data[]> {
  if (keys.length === 0) return [];
  const {work, runContext} = job;
  const list = work.temporary(`${name}.jsonl`);
  await writeFileAtomically(list, keys.map(key => `${JSON.stringify(key)}\n`).join(''));
  const found = new Map<string, Data>();
  const isComplete = await readRecords(
    runContext,
    work.source(connectorSpec, {...settings, ...onlyListed(list)}),
    {
      catalog,
      catalogFile: work.temporary(`${name}.catalog.json`),
      use: data => void found.set(idOf(data), data),
    },
  );
  runContext.signal.throwIfAborted();
  if (!isComplete) throw configError(`The ${name.slice(7)} cannot be read: see above.`);
  return [...found.values()];
}

function toRecord(data: Data, job: Desk): PersonRecord {
  const {connection} = job.loaded;
  const field = userIdField(job);
  const fields = mappedProperties(connection).map(mapped => mapped.field);
  return {
    id: idOf(data),
    email: textOf(data[connection.import.email_field ?? '']),
    user_id: field === undefined ? null : textOf(data[field]),
    is_deleted: data.IsDeleted === true,
    values: Object.fromEntries([...new Set(fields)].map(name => [name, data[name] ?? null])),
  };
}

function toUser(data: Data): PersonUser {
  const {id, email, ...values} = data;
  return {id: textOf(id) ?? '', email: textOf(email), values};
}

function userIdField({loaded}: Desk): string | undefined {
  return loaded.connection.export?.user_id_field;
}

function schemaOf({streams}: ConfiguredAirbyteCatalog): Data {
  return streams[0]?.stream.json_schema.properties ?? {};
}

function idOf(data: Data): string {
  return textOf(data.Id ?? data.id) ?? '';
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
