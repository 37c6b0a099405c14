import {startCohort} from '../../fixtures/cohort-emulator.js';
import type {SourceUnderTest} from '../connector-under-test.js';
import {cohortTroubles} from './cohort-troubles.js';

export const sourceCohort: SourceUnderTest = {
  name: 'source-cohort',
  kind: 'source',
  start: () => startCohort({users: 60}),
  startLarge: () => startCohort({users: 11_000}),
  large: {stream: 'users', fields: ['id', 'email', 'updatedAt', 'loyalty_points']},
  ...cohortTroubles,
};
