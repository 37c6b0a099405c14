import type {Org} from '../org/index.js';
import type {Session} from '../session/index.js';

/** The administrator at work in the org's own pages. */
export function setupSession(org: Org): Session {
  return {
    org,
    userId: org.adminId,
    token: '',
    version: '62.0',
    isSetup: true,
    typeOf: name => org.table(name)?.type,
  };
}
