import {type Context, configError} from '@cohort-salesforce/spec';
import {parseSettings, type Settings} from './config.js';
import type {Config} from './generated/types.js';
import {connectSalesforce, type Salesforce, toLongId} from './salesforce/index.js';

/** What every command works with. */
export interface Session {
  config: Config;
  settings: Settings;
  salesforce: Salesforce;
  /** The organization's id, 18 characters. */
  org: string;
  context: Context;
}

export async function openSession(config: Config, context: Context): Promise<Session> {
  const settings = parseSettings(config);
  const salesforce = await connectSalesforce(config, context);
  const {organizationId: org, userId: user} = await salesforce.identity();
  assertExpectedOrg(config.org_id, org);
  context.report('salesforce-login', {org, user});
  return {config, settings, context, salesforce, org};
}

// Another org's records under this connection's states and links would be taken for the same people.
function assertExpectedOrg(expected: string | undefined, found: string): void {
  if (!expected || toLongId(expected) === found) return;
  throw configError(
    `The login opens the Salesforce org ${found}, but this connection is with the org ${expected} (org_id). If the org was refreshed or replaced on purpose, run once with --new-org (without the harness: change org_id and reset the state); otherwise log in to the right org.`,
  );
}
