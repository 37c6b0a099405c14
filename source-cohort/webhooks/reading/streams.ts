import type {AirbyteStream, ReadEvent, ReadRequest} from '@cohort-salesforce/spec';
import {ANY_OBJECT, incrementalStream, MOMENT, TEXT, UUID} from '../../streams/schemas.js';
import {selectedFields, toRecord} from '../../streams/selected-fields.js';
import type {StoredEvent, UserSnapshot} from '../files/stored-event.js';
import type {EventFolder} from './event-folder.js';
import {parsePosition, START, toState} from './position.js';

/** A stream that is read from event files. */
interface WebhookStream {
  name: string;
  description: AirbyteStream;
  /** The records that a batch of events makes. */
  toItems(events: readonly StoredEvent[]): readonly object[];
}

const EVENT_FIELDS = {
  id: UUID,
  eventTime: MOMENT,
  eventType: TEXT,
  properties: ANY_OBJECT,
  resources: ANY_OBJECT,
  user: ANY_OBJECT,
};

const TEXTS = {type: 'array', items: {type: 'string'}};
const BADGE = {
  type: 'object',
  properties: {id: UUID, name: TEXT, gainedAt: MOMENT},
};
const USER_FIELDS = {
  id: UUID,
  email: TEXT,
  lang: TEXT,
  badges: {type: 'array', items: BADGE},
  badgeIds: TEXTS,
  badgeNames: TEXTS,
  updatedAt: MOMENT,
};

export const webhookStreams: readonly WebhookStream[] = [
  {
    name: 'user_events',
    description: incrementalStream('user_events', 'eventTime', EVENT_FIELDS),
    toItems: events => events.map(toEvent),
  },
  {
    name: 'users',
    description: incrementalStream('users', 'updatedAt', USER_FIELDS),
    toItems: toUsers,
  },
];

// Between two states: few enough to repeat little, many enough for a destination's batches.
const EVENTS_PER_STATE = 5000;

/** Yields what was stored since the last run, and states from which to go on. */
export async function* readWebhookStream(
  folder: EventFolder,
  {name, description, toItems}: WebhookStream,
  {stream, state}: ReadRequest,
): AsyncGenerator<ReadEvent> {
  const isIncremental = stream.sync_mode === 'incremental';
  let position = isIncremental ? parsePosition(name, state) : START;
  const fields = selectedFields(stream) ?? Object.keys(description.json_schema.properties ?? {});
  let waiting: StoredEvent[] = [];
  const toEvents = (): ReadEvent[] => [
    {kind: 'records', records: toItems(waiting).map(item => toRecord(item, fields))},
    {kind: 'state', state: toState(position)},
  ];
  for await (const batch of folder.readFrom(position)) {
    waiting.push(...batch.events);
    position = batch.position;
    if (waiting.length < EVENTS_PER_STATE) continue;
    yield* toEvents();
    waiting = [];
  }
  yield* toEvents();
}

// The envelope has no id of its own; the message's is the same for each delivery.
function toEvent({id, receivedAt, event}: StoredEvent): object {
  const time = event.eventTime;
  const isTime = typeof time === 'string' && !Number.isNaN(Date.parse(time));
  return {...event, id, eventTime: isTime ? time : receivedAt};
}

/** Each user once, as the last of the events leaves them. */
function toUsers(events: readonly StoredEvent[]): object[] {
  const users = new Map<string, UserSnapshot>();
  for (const {user} of events) if (user) users.set(user.id, user);
  return [...users.values()].map(user => ({
    ...user,
    badgeIds: user.badges.map(({id}) => id),
    badgeNames: user.badges.map(({id, name}) => name ?? id),
  }));
}
