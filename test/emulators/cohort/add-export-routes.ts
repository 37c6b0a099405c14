import {Readable} from 'node:stream';
import type {FastifyInstance} from 'fastify';
import type {Merchants} from './merchant/make-merchants.js';
import type {Merchant} from './merchant/merchant.js';

const HEADINGS = ['User ID', 'Email', 'First Name', 'Last Name', 'Language'];
const USERS_AT_ONCE = 500;

/** What a person does in Cohort's own pages: exports the users as CSV, the properties by their names. */
export function addExportRoutes(app: FastifyInstance, merchants: () => Merchants): void {
  app.get<{Querystring: Record<string, string | undefined>}>(
    '/__emulator/users.csv',
    async ({query}, reply) => {
      const merchant = merchants()[query.mode === 'live' ? 'live' : 'test'];
      return reply.type('text/csv; charset=utf-8').send(Readable.from(exportUsers(merchant)));
    },
  );
}

async function* exportUsers({users, properties}: Merchant): AsyncGenerator<string> {
  const {all} = properties;
  yield toLine([...HEADINGS, ...all.map(({name}) => name)]);
  let lines: string[] = [];
  for (let row = 0; row < users.size; row += 1) {
    if (!users.exists(row)) continue;
    const {firstName, lastName, lang} = users.core;
    const core = [users.idOf(row), users.emails[row], firstName[row], lastName[row], lang[row]];
    lines.push(toLine([...core, ...all.map(({column}) => column[row])]));
    if (lines.length < USERS_AT_ONCE) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}

function toLine(cells: readonly unknown[]): string {
  const texts = cells.map(cell => {
    const text = String(cell ?? '');
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${texts.join(',')}\n`;
}
