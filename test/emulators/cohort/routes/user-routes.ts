import {randomBytes} from 'node:crypto';
import type {FastifyInstance} from 'fastify';
import {invalid, notFound} from '../api-error.js';
import type {Merchant} from '../merchant/merchant.js';
import type {Context} from './context.js';
import {readCursor, takePage} from './cursor.js';
import {readFields, splitFields} from './read-fields.js';
import {readArray, readBody, readLimit, readMoment, readQuery, readText} from './read-request.js';
import {writeItems} from './write-items.js';

/** Lists, gets, finds and writes users. */
export function addUserRoutes(app: FastifyInstance, context: Context): void {
  const {merchantOf} = context;
  app.get('/users', async request => listUsers(merchantOf(request), request.query));
  app.get<{Params: {id: string}}>('/users/:id', async request => {
    const {users} = merchantOf(request);
    const {fields} = readQuery(request.query, ['fields']);
    const row = users.rowOfId(request.params.id);
    if (row === undefined) throw notFound('user', 'users.not-found');
    return users.toUser(row, readFields(merchantOf(request), splitFields(fields)));
  });
  app.post('/users/lookup', async (request, reply) => {
    return reply.code(200).send(lookUpUsers(merchantOf(request), request.body));
  });
  app.post('/users/batch', async (request, reply) => {
    const results = writeItems(merchantOf(request), request.body, {context, max: 100});
    return reply.code(200).send({results});
  });
  app.post('/users/auth-token', async (request, reply) => {
    const email = readText(readBody(request.body, ['email']).email, 'email');
    const row = merchantOf(request).users.rowOfEmail(email);
    if (row === undefined) throw invalid('No user with this email', 'users.not-found');
    return reply.code(201).send({authToken: randomBytes(32).toString('base64url')});
  });
}

function listUsers(merchant: Merchant, given: unknown) {
  const {users} = merchant;
  const query = readQuery(given, ['limit', 'cursor', 'updatedSince', 'fields']);
  const fields = readFields(merchant, splitFields(query.fields));
  const since = readMoment(query.updatedSince, 'updatedSince');
  const place = readCursor(query.cursor);
  const rows = place && place.at >= since ? users.from(place.at, place.id) : users.from(since);
  return takePage(listed(merchant, rows), readLimit(query.limit), {
    placeOf: row => ({at: users.updatedAt(row), id: users.idOf(row)}),
    toData: row => users.toUser(row, fields),
  });
}

function* listed({users}: Merchant, rows: Iterable<number>): Generator<number> {
  for (const row of rows) if (users.isListed(row)) yield row;
}

function lookUpUsers(merchant: Merchant, given: unknown) {
  const {usersById} = merchant.behavior;
  const known = ['emails', 'fields', ...(usersById ? (['ids'] as const) : [])] as const;
  const body: {emails?: unknown; fields?: unknown; ids?: unknown} = readBody(given, known);
  const {emails, ids} = readKeys(body, usersById);
  const names = body.fields === undefined ? undefined : readArray(body.fields, 'fields', 1000);
  const fields = readFields(
    merchant,
    names?.map(name => readText(name, 'fields')),
  );
  const rows = new Set([
    ...emails.map(email => merchant.users.rowOfEmail(email)),
    ...ids.map(id => merchant.users.rowOfId(id)),
  ]);
  rows.delete(undefined);
  return {data: Array.from(rows, row => merchant.users.toUser(row as number, fields))};
}

// One of the two is needed; together they count as one list.
function readKeys({emails, ids}: {emails?: unknown; ids?: unknown}, usersById: boolean) {
  const read = (value: unknown, name: string) =>
    readArray(value, name, 100).map(text => readText(text, name));
  const keys = {
    emails: usersById && emails === undefined && ids !== undefined ? [] : read(emails, 'emails'),
    ids: ids === undefined ? [] : read(ids, 'ids'),
  };
  if (keys.emails.length + keys.ids.length > 100)
    throw invalid('Parameters emails and ids must have at most 100 items together');
  return keys;
}
