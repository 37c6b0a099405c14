import {startCohort} from '../../fixtures/cohort-emulator.js';
import type {DestinationUnderTest} from '../connector-under-test.js';
import {cohortTroubles} from './cohort-troubles.js';

const mapping = {email: 'email', name: 'lastName', points: 'loyalty_points'};

export const destinationCohort = destinationWith({});

/** Users are written by jobs that are polled. */
export const destinationCohortByJob = destinationWith(
  {write_form: 'job'},
  'destination-cohort, by jobs',
);

/** Users are found in the listing, where Cohort has no lookup. */
export const destinationCohortByListing = destinationWith(
  {paths: {user_lookup: null}},
  'destination-cohort, without a lookup',
);

function destinationWith(api: object, title = 'destination-cohort'): DestinationUnderTest {
  return {
    name: 'destination-cohort',
    title,
    kind: 'destination',
    object: 'users',
    async start() {
      const cohort = await startCohort();
      return {
        config: {...cohort.config, mapping, api},
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
}
