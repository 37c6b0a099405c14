import type {UserEvent} from '../cohort/index.js';
import type {CohortStream} from './cohort-stream.js';
import {readIncrementally} from './read-incrementally.js';
import {ANY_OBJECT, incrementalStream, MOMENT, TEXT, UUID} from './schemas.js';
import {selectedFields, toRecord} from './selected-fields.js';

const FIELDS = {
  id: UUID,
  eventTime: MOMENT,
  eventType: TEXT,
  properties: ANY_OBJECT,
  resources: ANY_OBJECT,
  user: ANY_OBJECT,
};

/** What happened to users, such as a badge gained; read by `eventTime`. */
export const userEventsStream: CohortStream = {
  name: 'user_events',
  discover: async () => incrementalStream('user_events', 'eventTime', FIELDS),
  async *read(session, request) {
    const fields = selectedFields(request.stream) ?? Object.keys(FIELDS);
    yield* readIncrementally<UserEvent>({
      request,
      session,
      fields: Object.fromEntries(fields.map(field => [field, ''])),
      pages: since => session.cohort.readUserEvents({since}),
      momentOf: event => event.eventTime,
      toRecord: event => toRecord(event, fields),
    });
  },
};
