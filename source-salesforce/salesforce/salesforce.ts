import type {HttpRequest, HttpResponse} from '@cohort-salesforce/spec/http';
import type {Identity} from './login/identity.js';
import type {SObjectDescribe, SObjectSummary} from './sobject-describe.js';

/**
 * One Salesforce org, logged in. Every method repeats what can succeed, renews a dead access token
 * once, and throws a ConnectorError with the facts `{errorCode, status, url}` for the rest. REQUEST_LIMIT_EXCEEDED is a transient_error.
 */
export interface Salesforce {
  /** Such as `68.0`. */
  readonly apiVersion: string;
  /** The org's address, without a slash at its end. */
  instanceUrl(): Promise<string>;
  describeGlobal(): Promise<readonly SObjectSummary[]>;
  /** Asked once for each object and kept. */
  describe(object: string): Promise<SObjectDescribe>;
  /** Twenty-five in a call; the error takes the place of a describe that cannot be had. */
  describeAll(objects: readonly string[]): Promise<ReadonlyMap<string, SObjectDescribe | Error>>;
  /** The first page. A query too long for a URL goes in a body. */
  query(soql: string, options?: QueryOptions): Promise<QueryPage>;
  /** The page that `next` of the one before names. */
  queryMore(next: string): Promise<QueryPage>;
  /** All pages, up to 2,000 records at a time. Throws when they repeat, or are fewer or more than promised. */
  readQuery(soql: string, options?: QueryOptions): AsyncGenerator<QueryPage>;
  /** The records of these pages. */
  queryPages(soql: string, options?: QueryOptions): AsyncIterable<readonly SObjectRecord[]>;
  /** Remaining calls and other allowances; may lag a few minutes. */
  limits(): Promise<OrganizationLimits>;
  /** A JSON call of any REST resource; the answer is undefined when it has no body. */
  request<Answer>(request: ApiRequest): Promise<Answer>;
  collections: Collections;
  /** The answer's bytes as they come, for what is too large to hold. */
  stream(request: ApiRequest): Promise<HttpResponse>;
  /** The org and the user of the login; costs no call if the login returned them. */
  identity(): Promise<Identity>;
  /** What the latest answer said of the org's daily calls. */
  apiUsage(): ApiUsage | undefined;
  /** Salesforce's clock in milliseconds, from its answers; never ahead of it, nor of this machine's. */
  now(): number;
  /** The latest time that it can be, by the clocks of Salesforce and of this machine. */
  latest(): number;
  /** How far Salesforce's clock is ahead of this machine's in milliseconds; undefined until it is known. */
  clockAhead(): number | undefined;
  close(): Promise<void>;
}

export interface ApiUsage {
  used: number;
  limit: number;
}

export interface ApiRequest {
  method: HttpRequest['method'];
  /** From the version on, such as `/sobjects/Contact/describe`, or from the root: `/services/...`. */
  path: string;
  /** A string, Buffer or stream goes out as it is, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Whether sending it twice does no harm; by default so for all but POST and PATCH. */
  isRepeatable?: boolean;
  /** Whether a JSON answer has all that is needed of it; any other counts as no answer at all. */
  isAnswer?: (answer: unknown) => boolean;
}

export interface QueryOptions {
  /** Deleted and archived records too (`queryAll`). */
  includeDeleted?: boolean;
}

export interface QueryPage {
  /** Of the whole result, not of this page; undefined when Salesforce does not know, as for big objects. */
  totalSize: number | undefined;
  records: readonly SObjectRecord[];
  /** Undefined on the last page. */
  next: string | undefined;
}

/** Values as Salesforce writes them; a number that a double cannot hold is an ExactNumber. */
export type SObjectRecord = Readonly<Record<string, unknown>>;

export type OrganizationLimits = Readonly<Record<string, {Max: number; Remaining: number}>>;

/** sObject Collections: up to 200 records in a call, each with its own result, in order. */
export interface Collections {
  create(object: string, records: readonly object[], options?: SaveOptions): Promise<SaveResult[]>;
  /** Each record with its `Id`. */
  update(object: string, records: readonly object[], options?: SaveOptions): Promise<SaveResult[]>;
}

export interface SaveOptions {
  headers?: Record<string, string>;
  /** Default false: each record stands for itself. */
  allOrNone?: boolean;
}

export interface SaveResult {
  success: boolean;
  /** Absent when the record was refused. */
  id?: string;
  errors: readonly {statusCode: string; message: string; fields?: readonly string[]}[];
}
