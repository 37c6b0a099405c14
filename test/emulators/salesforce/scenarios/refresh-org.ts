import type {Context} from '../context.js';
import {addUserRecords} from '../users.js';

interface Refresh {
  /** `new` gives every record but the users' another id, as records that were loaded into an empty org have. */
  ids?: 'same' | 'new';
  /** `seed` brings the records back to what they were at the start. */
  data?: 'keep' | 'seed';
  /** `end` ends all tokens, as a refresh of a sandbox does. */
  tokens?: 'keep' | 'end';
}

/** Makes the org another one at the same address, as when a sandbox is refreshed. */
export function refreshOrg(context: Context, refresh: Refresh): {organization_id: string} {
  const {org, tokens} = context;
  if (refresh.data === 'seed') {
    org.reseed();
    addUserRecords(context);
    context.onReseed();
  }
  org.becomeAnother(refresh.ids === 'new');
  if (refresh.tokens === 'end') tokens.endAll();
  return {organization_id: org.organizationId};
}
