import type {FastifyInstance} from 'fastify';
import type {Merchants} from './merchant/make-merchants.js';

interface Enlisting {
  mode?: 'test' | 'live';
  /** The list's reference id. */
  list?: string;
  emails?: string[];
}

/** What a person does in Cohort's own pages: puts users on a list or takes them off it, which does not change the users. */
export function addListRoutes(app: FastifyInstance, merchants: () => Merchants): void {
  app.post<{Body: Enlisting}>('/__emulator/lists/add', async ({body}) => {
    const {mode = 'test', list, emails = []} = body;
    const {lists, users} = merchants()[mode];
    const rows = lists.find(({referenceId}) => referenceId === list)?.rows;
    const added = emails.flatMap(email => users.rowOfEmail(email) ?? []);
    rows?.push(...added.filter(row => !rows.includes(row)));
    return {added: rows ? added.length : 0};
  });

  app.post<{Body: Enlisting}>('/__emulator/lists/remove', async ({body}) => {
    const {mode = 'test', list, emails = []} = body;
    const {lists, users} = merchants()[mode];
    const found = lists.find(({referenceId}) => referenceId === list);
    const removed = new Set(emails.flatMap(email => users.rowOfEmail(email) ?? []));
    const kept = found?.rows.filter(row => !removed.has(row)) ?? [];
    const count = (found?.rows.length ?? 0) - kept.length;
    found?.rows.splice(0, found.rows.length, ...kept);
    return {removed: count};
  });
}
