import {runSource} from '@cohort-salesforce/spec';
import {source} from './source.js';

await runSource(source);
