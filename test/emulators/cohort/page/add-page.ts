import type {FastifyInstance} from 'fastify';
import {emailKey} from '../merchant/email.js';
import type {Merchant, Mode} from '../merchant/merchant.js';
import {renderPage} from './render-page.js';

const usersOnPage = 50;
/** Beyond so many matches a search stops counting, so that it stays quick among a million users. */
const mostMatches = 10_000;

/** A page at `/` on which a person sees the users arrive. */
export function addPage(app: FastifyInstance, merchants: () => Record<Mode, Merchant>): void {
  app.get<{Querystring: Record<string, string | undefined>}>('/', async ({query}, reply) => {
    const mode = query.mode === 'live' ? 'live' : 'test';
    const merchant = merchants()[mode];
    const search = query.search?.trim() ?? '';
    const page = Math.max(1, Math.floor(Number(query.page)) || 1);
    const found = find(merchant, search, page);
    return reply
      .type('text/html')
      .send(renderPage({merchant, search, page, usersOnPage, ...found}));
  });
}

function find({users}: Merchant, search: string, page: number): {rows: number[]; count: number} {
  const skipped = (page - 1) * usersOnPage;
  const rows: number[] = [];
  let count = 0;
  for (const row of matching(users, emailKey(search))) {
    if (count >= skipped && rows.length < usersOnPage) rows.push(row);
    count += 1;
    if (search ? count === mostMatches : rows.length === usersOnPage) break;
  }
  return {rows, count: search ? count : users.count};
}

function* matching(users: Merchant['users'], search: string): Generator<number> {
  for (const row of users.latest()) {
    if (!search || users.emails[row]?.toLowerCase().includes(search)) yield row;
  }
}
