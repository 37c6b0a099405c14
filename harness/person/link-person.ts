import {kindOfSchema, ownValue, toCanonicalValue, toEmailKey} from '@cohort-salesforce/spec';
import type {BaselineStore, Pair, PropertyBaseline} from '@cohort-salesforce/spec/baseline';
import {
  findProperty,
  type MappedProperty,
  mappedProperties,
  signatureOf,
} from '../systems/index.js';
import type {Desk} from './desk.js';
import type {
  Change,
  Person,
  PersonLink,
  PersonRecord,
  PersonUser,
  PropertyState,
} from './person.js';

type Schema = Readonly<Record<string, unknown>>;

export interface LinkContext {
  store: BaselineStore;
  /** The fields of each side, as its source describes them. */
  schemas: {record: Schema; user: Schema};
  job: Desk;
}

/** Which records and users belong together, and what has changed since they last agreed. */
export async function linkPerson(
  {records, users}: Pick<Person, 'records' | 'users'>,
  context: LinkContext,
): Promise<PersonLink[]> {
  const {store} = context;
  const links: PersonLink[] = [];
  const pairs = await pairsOf({records, users}, store);
  for (const pair of pairs) links.push(await toLink(pair, {records, users}, context));
  const isLinked = (id: string) =>
    links.some(({record_id, user_id}) => [record_id, user_id].includes(id));
  for (const record of records.filter(({id, is_deleted}) => !is_deleted && !isLinked(id))) {
    const user =
      users.find(({id}) => id === record.user_id) ??
      users.find(({id, email}) => !isLinked(id) && isSameAddress(email, record.email));
    if (!user || isLinked(user.id)) continue;
    const found_by = user.id === record.user_id ? 'Cohort User ID in the record' : 'same address';
    const properties = await statesOf({record, user, pair: undefined}, context);
    links.push({record_id: record.id, user_id: user.id, found_by, properties});
  }
  return links;
}

async function pairsOf(
  {records, users}: Pick<Person, 'records' | 'users'>,
  store: BaselineStore,
): Promise<Pair[]> {
  const found = [
    ...(await store.pairsOfRecords(records.map(({id}) => id))),
    ...(await store.pairsOfUsers(users.map(({id}) => id))),
  ].filter(pair => pair !== undefined);
  return [...new Map(found.map(pair => [pair.recordId, pair])).values()];
}

async function toLink(
  pair: Pair,
  {records, users}: Pick<Person, 'records' | 'users'>,
  context: LinkContext,
): Promise<PersonLink> {
  const {recordId, userId, absence, epoch} = pair;
  const record = records.find(({id}) => id === recordId);
  const user = users.find(({id}) => id === userId);
  const found_by = epoch === context.store.epoch ? 'stored link' : 'earlier link';
  const properties = record && user ? await statesOf({record, user, pair}, context) : [];
  return {record_id: recordId, user_id: userId, found_by, ...(absence && {absence}), properties};
}

async function statesOf(
  {record, user, pair}: {record: PersonRecord; user: PersonUser; pair: Pair | undefined},
  {store, schemas, job}: LinkContext,
): Promise<PropertyState[]> {
  const states: PropertyState[] = [];
  for (const mapped of mappedProperties(job.loaded.connection)) {
    const name = findProperty(mapped.property, Object.keys(schemas.user)) ?? mapped.property;
    const salesforce = ownValue(record.values, mapped.field) ?? null;
    const cohort = name === 'email' ? user.email : (ownValue(user.values, name) ?? null);
    const digests = {
      salesforce: store.digest(canonical(schemas.record, mapped.field, salesforce)),
      cohort: store.digest(canonical(schemas.user, name, cohort)),
    };
    const values = signatureOf(job.loaded.connection, mapped);
    const number = await store.propertyNumber(mapped.field, name, values);
    const state = changeSince(pair?.properties.get(number), digests);
    states.push({...toMapped(mapped, name), salesforce, cohort, state});
  }
  return states;
}

function toMapped({field, flow}: MappedProperty, property: string): MappedProperty {
  return {field, property, flow};
}

function canonical(schema: Schema, name: string, value: unknown): string | null {
  return toCanonicalValue(kindOfSchema(ownValue(schema, name)), value);
}

function changeSince(baseline: PropertyBaseline | undefined, now: PropertyBaseline): Change {
  if (!baseline) return now.salesforce === now.cohort ? 'agree' : 'no history';
  const isChanged = {
    salesforce: now.salesforce !== baseline.salesforce,
    cohort: now.cohort !== baseline.cohort,
  };
  if (isChanged.salesforce && isChanged.cohort) {
    return now.salesforce === now.cohort ? 'agree' : 'both changed';
  }
  if (isChanged.salesforce) return 'Salesforce changed';
  if (isChanged.cohort) return 'Cohort changed';
  return now.salesforce === now.cohort ? 'agree' : 'neither changed';
}

function isSameAddress(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && toEmailKey(one) === toEmailKey(other);
}
