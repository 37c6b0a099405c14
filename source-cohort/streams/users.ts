import {
  type AirbyteStream,
  configError,
  type ReadEvent,
  type ReadRequest,
} from '@cohort-salesforce/spec';
import type {User, UserProperty} from '../cohort/index.js';
import type {Session} from '../session.js';
import type {CohortStream} from './cohort-stream.js';
import type {SelectedFields} from './incremental-cursor.js';
import {readAlso, readByIds} from './read-also.js';
import {readIncrementally} from './read-incrementally.js';
import {incrementalStream, MOMENT, schemaOf, TEXT, UUID} from './schemas.js';
import {selectedFields} from './selected-fields.js';
import {prepareUserRecord, type UserField, userValue} from './user-record.js';
import type {UserConditions} from './where/user-conditions.js';
import {isFiltered, UserFilter} from './where/user-filter.js';

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
    const {conditions} = session;
    const selected = selectedFields(request.stream);
    const fields = await knownFields(session, withConditions(selected, conditions));
    requireKnown(conditions, fields);
    const names = Object.keys(fields).filter(field => selected?.includes(field) ?? true);
    const asked = Object.keys(fields).filter(field => !ALWAYS.has(field));
    const filter = conditions && (await UserFilter.open(cohort, conditions));
    const given = {
      accepts: (user: User) =>
        filter?.accepts(user, field => userValue(user, toField(field))) ?? true,
      toRecord: prepareUserRecord(names.map(toField)),
    };
    yield* readAlso(session, {fields: asked, ...given});
    if (session.isOnlyAlsoRead) return;
    const state = usableState(request, session, filter);
    if (state && filter?.isFromBefore(state)) {
      yield* readByIds(cohort, filter.entered(state), {fields: asked, ...given});
    }
    const events = readIncrementally<User>({
      request: {...request, state},
      session,
      fields: filter ? filter.withSignature(fields) : fields,
      pages: updatedSince => cohort.readUsers({updatedSince, fields: selected && asked}),
      momentOf: user => user.updatedAt,
      ...given,
    });
    yield* filter ? withMembers(events, filter) : events;
  },
};

function withConditions(
  selected: readonly string[] | undefined,
  conditions: UserConditions | undefined,
): string[] | undefined {
  const needed = conditions?.properties.map(({property}) => property) ?? [];
  return selected && [...new Set([...selected, ...needed])];
}

function requireKnown(conditions: UserConditions | undefined, fields: SelectedFields): void {
  for (const {property} of conditions?.properties ?? []) {
    if (Object.hasOwn(fields, property)) continue;
    throw configError(`where: Cohort has no user property ${JSON.stringify(property)}.`);
  }
}

// Without the conditions that a state was made with, others were left out than would be now.
function usableState(
  {state, stream}: ReadRequest,
  {context}: Pick<Session, 'context'>,
  filter: UserFilter | undefined,
): ReadRequest['state'] {
  if (!state || stream.sync_mode !== 'incremental') return undefined;
  if (filter ? filter.isKnownBy(state) : !isFiltered(state)) return state;
  context.log('INFO', 'users: the conditions have changed, so everything is read.');
  return undefined;
}

async function* withMembers(
  events: AsyncIterable<ReadEvent>,
  {state: members}: UserFilter,
): AsyncGenerator<ReadEvent> {
  for await (const event of events) {
    yield event.kind === 'state' ? {...event, state: {...event.state, ...members}} : event;
  }
}

export function isCoreField(name: string): boolean {
  return Object.hasOwn(CORE, name);
}

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

function toField(name: string): UserField {
  return {name, isCore: isCoreField(name)};
}
