import type {FaultRule} from '../control/index.js';
import type {FieldPermissions} from './session/index.js';

/** One more user of the emulated org. */
export interface UserOption {
  username: string;
  password: string;
  /** Appended to the password when it comes from outside; `TOKEN` unless given. */
  securityToken?: string;
  firstName?: string;
  lastName?: string;
  permissions?: FieldPermissions;
}

export interface SalesforceEmulatorOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** How many contacts the org has at the start; one account for each twenty. Default 1,000. */
  contacts?: number;
  /** Default 0. */
  leads?: number;
  /** What contacts, leads and tokens are drawn from. Default 1. */
  seed?: number;
  /** JSON files with describes as an org returns them: objects to add, or fields to add to the built-in ones. */
  describeFiles?: readonly string[];
  /** Milliseconds since 1970; the machine's clock unless given. */
  clock?: () => number;
  /** Users besides the administrator and the integration user. */
  users?: readonly UserOption[];
  /** Field-level security of the integration user, whose tokens `credentials` holds. */
  permissions?: FieldPermissions;
  /** Access tokens expire this long after they were given. Default: never. */
  tokenLifeSeconds?: number;
  /** A refresh token ends when it was not used for so long: 30 days is usual. Default: never. */
  refreshTokenIdleSeconds?: number;
  /** Each use of a refresh token gives a new one and ends the old one. Default false. */
  rotateRefreshTokens?: boolean;
  /** Redirect URIs the connected app allows; any when absent. */
  redirectUris?: readonly string[];
  /** Size of the daily allowance of API calls. Default 100,000. */
  dailyApiRequests?: number;
  /** How many of them are used already. Default 0. */
  usedApiRequests?: number;
  /** Appended to `Sforce-Limit-Info`, such as `per-app-api-usage=17/250(appName=sample)`. */
  limitInfoSuffix?: string;
  /** Most records on one page of a REST query. Default 2,000. */
  queryPageSize?: number;
  /** Lets records be upserted by Email, which Salesforce documents for some APIs only. Default false. */
  emailUpsert?: boolean;
  /** How long a bulk job stays queued and in progress, in milliseconds. Default 0 each. */
  bulkQueuedMs?: number;
  bulkInProgressMs?: number;
  /** Most records in one result of a bulk query when the call sets no `maxRecords`. Default 100,000. */
  bulkPageSize?: number;
  /**
   * The form in which `resultPages` answers, such as `resultChunks,resultLink,relative` or `403`; see the README.
   * Default `guide`.
   */
  resultPages?: string;
  /** Each request is answered so many milliseconds later. Default 0. */
  latencyMs?: number;
  /** Fault rules in force from the start. */
  faults?: readonly FaultRule[];
  /** Keeps the org in this file between starts. */
  dataFile?: string;
  /** Listens with a certificate of a throw-away CA; the path of the CA's certificate is in `caFile`. */
  tls?: boolean;
  /** Whether the integration user has the permission "View Encrypted Data". Default true. */
  showsEncrypted?: boolean;
  /** Where to write that certificate; a new folder under the system's temporary one unless given. */
  caFile?: string;
  /** Called with the progress of the seeding (0 to 1); also makes the first lookups fast. */
  onProgress?: (share: number) => void;
  /** What replies name as the instance, when it is not the address listened on. */
  instanceUrl?: string;
}
