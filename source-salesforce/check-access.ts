import type {Session} from './session.js';

/** Proves what a sync will need. */
export async function checkAccess({salesforce}: Session): Promise<string> {
  const {DailyApiRequests} = await salesforce.limits();
  await salesforce.describeGlobal();
  return `Logged in to Salesforce; ${DailyApiRequests?.Remaining ?? 'an unknown number'} of ${DailyApiRequests?.Max ?? '?'} daily API calls are left.`;
}
