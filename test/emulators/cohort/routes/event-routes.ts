import type {FastifyInstance} from 'fastify';
import type {UserEvent} from '../merchant/event-log.js';
import type {Merchant} from '../merchant/merchant.js';
import type {Context} from './context.js';
import {readCursor, takePage} from './cursor.js';
import {readLimit, readMoment, readQuery} from './read-request.js';

/** User events, oldest first. */
export function addEventRoutes(app: FastifyInstance, {merchantOf}: Context): void {
  app.get('/user-events', async request => listEvents(merchantOf(request), request.query));
}

function listEvents(merchant: Merchant, given: unknown) {
  const query = readQuery(given, ['limit', 'cursor', 'since', 'eventType']);
  const since = readMoment(query.since, 'since');
  const place = readCursor(query.cursor);
  const {events} = merchant;
  const found = place && place.at >= since ? events.from(place.at, place.id) : events.from(since);
  return takePage(ofType(merchant, found, query.eventType), readLimit(query.limit), {
    placeOf: ({eventTime, id}) => ({at: eventTime, id}),
    toData: event => ({id: event.id, ...merchant.toEvent(event)}),
  });
}

function* ofType({users}: Merchant, events: Iterable<UserEvent>, eventType: string | undefined) {
  for (const event of events) {
    const isAsked = eventType === undefined || event.happening.eventType === eventType;
    if (isAsked && users.exists(event.row)) yield event;
  }
}
