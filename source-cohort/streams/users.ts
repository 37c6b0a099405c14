import {type AirbyteStream, ownValue, type ReadEvent, stringifyJson} from '../../spec/index.js';
import type {User, UserProperty} from '../cohort/index.js';
import type {Session} from '../session.js';
import type {CohortStream} from './cohort-stream.js';
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
    const choice = selected && fields.filter(field => !ALWAYS.has(field));
    yield* readIncrementally<User>({
      request,
      session,
      pages: updatedSince => cohort.readUsers({updatedSince, fields: choice}),
      momentOf: user => user.updatedAt,
      toRecord: user => toRecord(user, fields),
    }) satisfies AsyncIterable<ReadEvent>;
  },
};

function describe(properties: readonly UserProperty[]): AirbyteStream {
  const custom = properties.map(property => [property.referenceId, schemaOf(property)]);
  return incrementalStream('users', 'updatedAt', {...Object.fromEntries(custom), ...CORE});
}

// A catalog may be older than the last property that was deleted: this stops no sync.
async function knownFields(
  {cohort, context}: Session,
  selected: readonly string[] | undefined,
): Promise<string[]> {
  if (selected?.every(field => Object.hasOwn(CORE, field))) return [...selected];
  const properties = await cohort.readUserProperties();
  const known = new Set([...Object.keys(CORE), ...properties.map(({referenceId}) => referenceId)]);
  const unknown = selected?.filter(field => !known.has(field)) ?? [];
  if (unknown.length > 0) {
    context.log('WARN', `Cohort no longer has these user properties: ${unknown.join(', ')}.`);
  }
  return (selected ?? [...known]).filter(field => known.has(field));
}

function toRecord(user: User, fields: readonly string[]): string {
  // Without a prototype, a property may have any name, __proto__ and constructor included.
  const record: Record<string, unknown> = Object.create(null);
  for (const field of fields) record[field] = valueIn(user, field) ?? null;
  return stringifyJson(record);
}

function valueIn(user: User, field: string): unknown {
  if (Object.hasOwn(CORE, field)) return user[field as keyof User];
  return ownValue(user.properties, field);
}
