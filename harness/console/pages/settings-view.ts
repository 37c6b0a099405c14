import type {Offered} from '../../commands/offers.js';
import type {Connection} from '../../generated/types.js';
import type {CheckResult} from '../connections/checks.js';
import type {LoginState} from '../connections/logins.js';

/** What the settings page shows. */
export interface SettingsView {
  /** The file as it is, without its secrets. */
  connection: Connection;
  /** The file's text. */
  text: string;
  /** Which secrets are stored. */
  stored: {salesforce: boolean; cohortKey: string | undefined; database: boolean};
  login: LoginState | undefined;
  check: CheckResult | undefined;
  /** Undefined until the systems have been asked. */
  offered: Offered | undefined;
  search: string;
  page: number;
  /** What was sent and is not saved. */
  refused?: FormData | undefined;
  message?: {kind: 'good' | 'bad'; text: string} | undefined;
}
