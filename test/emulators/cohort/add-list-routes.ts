import type {FastifyInstance} from 'fastify';
import type {Merchants} from './merchant/make-merchants.js';

interface Enlisting {
  mode?: 'test' | 'live';
  /** The list's reference id. */
  list?: string;
  emails?: string[];
}

/** What a person does in Cohort's own pages: puts users on a list, which does not change the users. */
export function addListRoutes(app: FastifyInstance, merchants: () => Merchants): void {
  app.post<{Body: Enlisting}>('/__emulator/lists/add', async ({body}) => {
    const {mode = 'test', list, emails = []} = body;
    const {lists, users} = merchants()[mode];
    const rows = lists.find(({referenceId}) => referenceId === list)?.rows;
    const added = emails.flatMap(email => users.rowOfEmail(email) ?? []);
    rows?.push(...added.filter(row => !rows.includes(row)));
    return {added: rows ? added.length : 0};
  });
}
