import type {Control} from '../control/index.js';
import type {BulkUsage} from './bulk/bulk-usage.js';
import type {ResultPagesForm} from './bulk/result-pages-form.js';
import type {TokenStore} from './oauth/token-store.js';
import type {SalesforceEmulatorOptions} from './options.js';
import type {Org} from './org/index.js';
import type {ApiUsage} from './server/api-usage.js';

/** Everything the routes of one running emulator share. */
export interface Context {
  options: SalesforceEmulatorOptions;
  org: Org;
  tokens: TokenStore;
  usage: ApiUsage;
  bulkUsage: BulkUsage;
  /** In which form `resultPages` answers at the moment. */
  resultPages: {form: ResultPagesForm};
  control: Control;
  /** Base URL of the emulator, known when it listens. */
  url: string;
  clock: () => number;
  /** Called when all records were brought back to what they were at the start. */
  onReseed: () => void;
}
