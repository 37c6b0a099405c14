import type {FastifyInstance} from 'fastify';
import {notFound} from '../api-error.js';
import type {Merchant} from '../merchant/merchant.js';
import {isMember, type List, type Segment, toGroup} from '../merchant/user-group.js';
import type {Context} from './context.js';
import {readCursor, takePage} from './cursor.js';
import {readLimit, readQuery} from './read-request.js';

type Group = List | Segment;

/** Lists and segments, and their members. */
export function addGroupRoutes(app: FastifyInstance, context: Context): void {
  addRoutes(app, context, {path: '/lists', name: 'list', groups: ({lists}) => lists});
  addRoutes(app, context, {path: '/segments', name: 'segment', groups: ({segments}) => segments});
}

interface Kind {
  path: string;
  name: string;
  groups: (merchant: Merchant) => readonly Group[];
}

function addRoutes(app: FastifyInstance, {merchantOf}: Context, {path, name, groups}: Kind): void {
  app.get(path, async request => {
    return pageOf(request.query, {
      count: groups(merchantOf(request)).length,
      take: place => groups(merchantOf(request))[place],
      toData: toGroup,
    });
  });
  app.get<{Params: {id: string}}>(`${path}/:id/members`, async request => {
    const merchant = merchantOf(request);
    const group = groups(merchant).find(({id}) => id === request.params.id);
    if (!group) throw notFound(name, `${path.slice(1)}.not-found`);
    return membersOf(merchant, group, request.query);
  });
}

function membersOf({users}: Merchant, group: Group, query: unknown) {
  const toData = (row: number) => users.toReference(row);
  if ('rows' in group) {
    const {rows} = group;
    const take = (place: number) => {
      const row = rows[place];
      return row !== undefined && users.exists(row) ? row : undefined;
    };
    return pageOf(query, {count: rows.length, take, toData});
  }
  const take = (row: number) => (users.exists(row) && isMember(group, row) ? row : undefined);
  return pageOf(query, {count: users.size, take, toData});
}

interface Slots<T> {
  count: number;
  /** What is at a place, or nothing. */
  take: (place: number) => T | undefined;
  toData: (item: T) => object;
}

function pageOf<T>(given: unknown, {count, take, toData}: Slots<T>) {
  const query = readQuery(given, ['limit', 'cursor']);
  const first = (readCursor(query.cursor)?.at ?? -1) + 1;
  return takePage(filled(first, count, take), readLimit(query.limit), {
    placeOf: ({place}) => ({at: place, id: ''}),
    toData: ({item}) => toData(item),
  });
}

function* filled<T>(first: number, count: number, take: Slots<T>['take']) {
  for (let place = first; place < count; place++) {
    const item = take(place);
    if (item !== undefined) yield {place, item};
  }
}
