import {startCohort} from '../../fixtures/cohort-emulator.js';
import type {DestinationUnderTest} from '../connector-under-test.js';
import {cohortTroubles} from './cohort-troubles.js';

const mapping = {email: 'email', name: 'lastName', points: 'loyalty_points'};

export const destinationCohort: DestinationUnderTest = {
  name: 'destination-cohort',
  kind: 'destination',
  object: 'users',
  async start() {
    const cohort = await startCohort();
    return {
      config: {...cohort.config, mapping},
      close: cohort.close,
      people: async () =>
        (await cohort.users()).map(({email, lastName, properties}) => ({
          email,
          name: lastName,
          points: properties.loyalty_points as number | null,
        })),
    };
  },
  ...cohortTroubles,
};
