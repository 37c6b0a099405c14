import {destinationCohort} from './destination-cohort.js';
import {destinationSalesforce} from './destination-salesforce.js';
import {sourceCohort} from './source-cohort.js';
import {sourceSalesforce} from './source-salesforce.js';

export const sources = [sourceSalesforce, sourceCohort];
export const destinations = [destinationSalesforce, destinationCohort];
export const connectors = [...sources, ...destinations];
