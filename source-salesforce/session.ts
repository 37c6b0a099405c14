import type {Context} from '../spec/index.js';
import type {Config} from './generated/types.js';
import {connectSalesforce, type Salesforce} from './salesforce/index.js';
import {parseSettings, type Settings} from './settings.js';

/** What every command works with. */
export interface Session {
  config: Config;
  settings: Settings;
  salesforce: Salesforce;
  context: Context;
}

export async function openSession(config: Config, context: Context): Promise<Session> {
  const settings = parseSettings(config);
  const salesforce = await connectSalesforce(config, context);
  return {config, settings, context, salesforce};
}
