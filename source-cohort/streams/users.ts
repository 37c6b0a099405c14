import {type AirbyteStream, ownValue, type ReadEvent, stringifyJson} from '@cohort-salesforce/spec';
import type {User, UserProperty} from '../cohort/index.js';
import type {Session} from '../session.js';
import type {CohortStream} from './cohort-stream.js';
import type {SelectedFields} from './incremental-cursor.js';
import {readAlso} from './read-also.js';
import {readIncrementally} from './read-incrementally.js';
import {incrementalStream, MOMENT, schemaOf, TEXT, UUID} from './schemas.js';
import {selectedFields} from './selected-fields.js';

const CORE = {
  id: UUID,
  email: {type: 'string'},
  firstName: TEXT,
  lastName: TEXT,
  lang: TEXT,
  createdAt: MOMENT,
  updatedAt: MOMENT,
};
// Cohort answers these whatever fields are asked for.
const ALWAYS = new Set(['id', 'email', 'createdAt', 'updatedAt']);

/** Users with their custom properties side by side; read by `updatedAt`. */
export const usersStream: CohortStream = {
  name: 'users',
  discover: async ({cohort}) => describe(await cohort.readUserProperties()),
  async *read(session, request) {
    const {cohort} = session;
    const selected = selectedFields(request.stream);
    const fields = await knownFields(session, selected);
    const names = Object.keys(fields);
    const choice = selected && names.filter(field => !ALWAYS.has(field));
    yield* readAlso(session, {
      fields: names.filter(field => !ALWAYS.has(field)),
      toRecord: user => toRecord(user, names),
    });
    if (session.isOnlyAlsoRead) return;
    yield* readIncrementally<User>({
      request,
      session,
      fields,
      pages: updatedSince => cohort.readUsers({updatedSince, fields: choice}),
      momentOf: user => user.updatedAt,
      toRecord: user => toRecord(user, names),
    }) satisfies AsyncIterable<ReadEvent>;
  },
};

function describe(properties: readonly UserProperty[]): AirbyteStream {
  const custom = properties.map(property => [property.referenceId, schemaOf(property)]);
  return incrementalStream('users', 'updatedAt', {...Object.fromEntries(custom), ...CORE});
}

// A catalog may be older than the last property that was deleted: this stops no sync. With each field comes the id of its
// property: one that was deleted and created again has other values under the same name.
async function knownFields(
  {cohort, context, propertyIds}: Session,
  selected: readonly string[] | undefined,
): Promise<SelectedFields> {
  if (selected?.every(field => Object.hasOwn(CORE, field) || propertyIds.has(field))) {
    return toFields(selected, propertyIds);
  }
  const properties = await cohort.readUserProperties();
  const ids = new Map(properties.map(({referenceId, id}) => [referenceId, id]));
  const isKnown = (field: string) => Object.hasOwn(CORE, field) || ids.has(field);
  const unknown = selected?.filter(field => !isKnown(field)) ?? [];
  if (unknown.length > 0) {
    context.log('WARN', `Cohort no longer has these user properties: ${unknown.join(', ')}.`);
  }
  return toFields((selected ?? [...Object.keys(CORE), ...ids.keys()]).filter(isKnown), ids);
}

function toFields(names: readonly string[], ids: ReadonlyMap<string, string>): SelectedFields {
  // Without a prototype, a property may have any name, __proto__ and constructor included.
  const fields: Record<string, string> = Object.create(null);
  for (const name of names) fields[name] = Object.hasOwn(CORE, name) ? '' : (ids.get(name) ?? '');
  return fields;
}

function toRecord(user: User, fields: readonly string[]): string {
  const record: Record<string, unknown> = Object.create(null);
  for (const field of fields) record[field] = valueIn(user, field) ?? null;
  return stringifyJson(record);
}

function valueIn(user: User, field: string): unknown {
  if (Object.hasOwn(CORE, field)) return user[field as keyof User];
  return ownValue(user.properties, field);
}
