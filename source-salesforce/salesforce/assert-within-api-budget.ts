import {ConnectorError} from '@cohort-salesforce/spec';
import type {Salesforce} from './salesforce.js';

/**
 * Throws when the org's apps together have used the share of the daily calls that the config
 * leaves them. Asked before something is begun: what has begun, such as a job, is worth its end.
 */
export function assertWithinApiBudget({
  salesforce,
  config,
}: {
  salesforce: Pick<Salesforce, 'apiUsage'>;
  config: {api_budget?: number};
}): void {
  const usage = salesforce.apiUsage();
  const {api_budget} = config;
  if (!usage || api_budget === undefined || usage.used < (usage.limit * api_budget) / 100) return;
  throw new ConnectorError({
    failure: 'transient_error',
    message: `The org has used ${usage.used} of its ${usage.limit} daily API calls, and api_budget allows ${api_budget}%. The state is kept: run again later, or raise api_budget.`,
    facts: {...usage},
  });
}
