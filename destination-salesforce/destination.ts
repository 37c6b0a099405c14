import {defineDestination} from '@cohort-salesforce/spec';
import {configLists, specification} from './generated/specification.js';
import type {Config} from './generated/types.js';
import {validateConfig} from './generated/validators.js';
import type {ExportSession} from './session.js';

/**
 * Writes users to Salesforce: finds each one's record by Cohort User ID, else by email; creates
 * what is missing, writes only what differs, and reports a result for each user.
 */
export const destination = defineDestination<Config, ExportSession>({
  name: 'destination-salesforce',
  specification,
  validateConfig,
  configLists,
  connect: async (config, context) => {
    const {connectSession} = await import('./session.js');
    return connectSession(config, context);
  },
  check: async session => {
    const {checkAccess} = await import('./check.js');
    return checkAccess(session);
  },
  discover: async session => {
    const {discoverOperations} = await import('./discover.js');
    return discoverOperations(session);
  },
  open: async (session, stream) => {
    const {openStream} = await import('./open.js');
    return openStream(session, stream);
  },
  close: async ({salesforce, baseline}) => {
    try {
      // One that could not be opened has said so already.
      await (await baseline?.catch(() => undefined))?.close();
    } finally {
      await salesforce.close();
    }
  },
});
