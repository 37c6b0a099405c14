import {runDestination} from '@cohort-salesforce/spec';
import {destination} from './destination.js';

await runDestination(destination);
