import {checkValues, configError} from '@cohort-salesforce/spec';
import type {Config} from '../generated/types.js';
import {EMAIL} from '../mapping/core-fields.js';
import {checkTargets, constantSources, NO_EMAIL} from '../mapping/plan-mapping.js';

/** Proves a config's mapping as far as it can be without a stream. Returns what is written, the email among it. */
export function checkMapping(config: Config): string[] {
  const {mapping} = config;
  const targets = {...mapping, ...constantSources(config)};
  checkTargets(targets);
  checkValues(config);
  if (mapping && !Object.values(mapping).includes(EMAIL)) {
    throw configError(`The mapping cannot work: ${NO_EMAIL}`);
  }
  return Object.values(targets);
}
