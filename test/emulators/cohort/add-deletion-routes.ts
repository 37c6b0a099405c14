import type {FastifyInstance} from 'fastify';
import type {Merchants} from './merchant/make-merchants.js';
import type {Merchant} from './merchant/merchant.js';

interface Deletion {
  mode?: 'test' | 'live';
  ids?: string[];
  emails?: string[];
  referenceId?: string;
}

/** What a person does in Cohort's own pages: deletes users and user properties. */
export function addDeletionRoutes(app: FastifyInstance, merchants: () => Merchants): void {
  const merchantOf = ({mode = 'test'}: Deletion) => merchants()[mode];
  app.post<{Body: Deletion}>('/__emulator/users/delete', async ({body}) => {
    return {deleted: deleteUsers(merchantOf(body), body)};
  });
  app.post<{Body: Deletion}>('/__emulator/user-properties/delete', async ({body}) => {
    const {properties} = merchantOf(body);
    const property = properties.byReference(body.referenceId ?? '');
    if (property) properties.remove(property);
    return {deleted: property ? 1 : 0};
  });
}

function deleteUsers({users}: Merchant, {ids = [], emails = []}: Deletion): number {
  const found = [
    ...ids.map(id => users.rowOfId(id)),
    ...emails.map(email => users.rowOfEmail(email)),
  ];
  const rows = new Set(found.filter(row => row !== undefined));
  for (const row of rows) users.remove(row);
  return rows.size;
}
