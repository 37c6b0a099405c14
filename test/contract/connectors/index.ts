import type {ConnectorUnderTest} from '../connector-under-test.js';
import {
  destinationCohort,
  destinationCohortByJob,
  destinationCohortByListing,
} from './destination-cohort.js';
import {destinationCohortCsv} from './destination-cohort-csv.js';
import {destinationCohortPostgresql} from './destination-cohort-postgresql.js';
import {destinationSalesforce} from './destination-salesforce.js';
import {sourceCohort} from './source-cohort.js';
import {sourceCohortCsv} from './source-cohort-csv.js';
import {sourceSalesforce} from './source-salesforce.js';

export const sources = [sourceSalesforce, sourceCohort, sourceCohortCsv].map(withTitle);
export const destinations = [
  destinationSalesforce,
  destinationCohort,
  destinationCohortByJob,
  destinationCohortByListing,
  destinationCohortPostgresql,
  destinationCohortCsv,
].map(withTitle);
export const connectors = [...sources, ...destinations];

function withTitle<Kind extends ConnectorUnderTest>(connector: Kind): Kind & {title: string} {
  return {...connector, title: connector.title ?? connector.name};
}
