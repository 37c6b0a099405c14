import {defineDestination} from '../spec/index.js';
import {specification} from './generated/specification.js';
import type {Config} from './generated/types.js';
import {validateConfig} from './generated/validators.js';
import type {Session} from './session.js';

/** Writes users to Cohort, found by their email, and creates the properties they need. */
export const destination = defineDestination<Config, Session>({
  name: 'destination-cohort',
  specification,
  validateConfig,

  async connect(config, context) {
    const {createCohort} = await import('../source-cohort/cohort/index.js');
    return {cohort: createCohort(config, context), config, context};
  },

  async check(session) {
    const {checkDestination} = await import('./check-destination.js');
    return checkDestination(session);
  },

  async discover({cohort}) {
    const {discoverOperations} = await import('./discover-operations.js');
    return discoverOperations(await cohort.readUserProperties());
  },

  async open(session, stream) {
    const {openUsers} = await import('./open-users.js');
    return openUsers(session, stream);
  },

  async close({baseline, cohort}) {
    // If it could not be opened, that has been said.
    const store = await baseline?.catch(() => undefined);
    await store?.close();
    await cohort.close();
  },
});
