import {type Context, JobJournal} from '@cohort-salesforce/spec';
import type {ServerClock} from '@cohort-salesforce/spec/http';
import {withQuery} from './add-query.js';
import {type ApiPaths, type ApiSettings, toApiSettings} from './api-settings.js';
import {type CohortCaller, createCohortCaller} from './cohort-caller.js';
import type {CohortConfig} from './cohort-config.js';
import type {
  NewUserProperty,
  User,
  UserEvent,
  UserGroup,
  UserProperty,
  UserReference,
} from './generated/types.js';
import {
  validateMemberPage,
  validateUserEventPage,
  validateUserGroupPage,
  validateUserPage,
  validateUserProperty,
  validateUserPropertyPage,
} from './generated/validators.js';
import {type FoundUsers, getUser, lookUpUsers, type UserKeys} from './look-up-users.js';
import {readAhead, type TimedListing} from './read-ahead.js';
import {type Page, readPages} from './read-pages.js';
import type {UserText} from './user-text.js';
import {type WrittenUsers, writeUsers} from './write-users.js';
import {finishEarlierJobs, type JobApi, writeUsersByJob} from './write-users-by-job.js';

/** Which of a merchant's two separate sets of data a key opens; its beginning tells. */
export type Mode = 'test' | 'live' | 'unknown';

export type GroupKind = 'lists' | 'segments';

/** A merchant's data at Cohort. Every method throws ConnectorErrors. */
export interface Cohort {
  mode: Mode;
  /** For a sentence: "in test mode", "in LIVE mode". */
  modeInWords: string;
  settings: ApiSettings;
  /** Cohort's clock, from its answers. */
  clock: Pick<ServerClock, 'now' | 'latest' | 'ahead'>;
  /** Resolves when users can be read; asks for one only. */
  probeUsers(): Promise<void>;
  /** Pages of users by (updatedAt, id), ascending; `fields` are reference ids and core names. */
  readUsers(query: {
    updatedSince?: string | undefined;
    fields?: readonly string[] | undefined;
  }): AsyncGenerator<User[]>;
  /** The users with these emails, at most `settings.lookup_size`; absent ones are left out. */
  lookUpUsers(emails: readonly string[], fields: readonly string[]): Promise<User[]>;
  /** The same by emails and ids together, with the server's times. */
  findUsers(keys: UserKeys, fields: readonly string[]): Promise<FoundUsers>;
  /** One user by id, for a Cohort that does not look up ids. */
  getUser(id: string, fields: readonly string[]): Promise<FoundUsers>;
  /** Writes at most `settings.batch_size` users, in order; one result for each, in order. */
  writeUsers(mode: 'upsert' | 'update', users: readonly UserText[]): Promise<WrittenUsers>;
  /** Resolves when no job of an earlier run can write any more. Done once, before users are looked up. */
  finishEarlierJobs(): Promise<void>;
  readUserProperties(): Promise<UserProperty[]>;
  createUserProperty(property: NewUserProperty): Promise<UserProperty>;
  readGroups(kind: GroupKind): AsyncGenerator<UserGroup[]>;
  readMembers(kind: GroupKind, groupId: string): AsyncGenerator<UserReference[]>;
  /** Pages of events by (eventTime, id), ascending. */
  readUserEvents(query: {since?: string | undefined}): AsyncGenerator<UserEvent[]>;
  close(): Promise<void>;
}

const MODE_IN_WORDS: Record<Mode, string> = {
  test: 'in TEST mode (the data of the test merchant)',
  live: 'in LIVE mode (the data of real customers)',
  unknown: 'in a mode unknown to us (the key starts with neither test_ nor live_)',
};
// Only the destination writes users.
const CONNECTOR = 'destination-cohort';
// Longer query strings are refused by common servers; without the choice all fields are answered.
const MAX_FIELD_CHOICE_LENGTH = 6000;

/** Config -> a client. Calls nothing: a wrong key or address shows at the first call. */
export function createCohort(config: CohortConfig, context: Context): Cohort {
  const settings = toApiSettings(config.api);
  const caller = createCohortCaller(config, context);
  const {paths} = settings;
  const jobs = jobApiOf(config, {caller, settings});
  let finished: Promise<void> | undefined;
  const limit = String(settings.page_size);
  return {
    mode: modeOf(config.api_key),
    modeInWords: MODE_IN_WORDS[modeOf(config.api_key)],
    settings,
    clock: caller.clock,
    probeUsers: async () => {
      await caller.call({
        method: 'GET',
        path: withQuery(paths.users, {limit: '1'}),
        validate: validateUserPage,
      });
    },
    readUsers: query => readUsers(caller, settings, query),
    lookUpUsers: async (emails, fields) =>
      (await lookUpUsers({caller, path: paths.user_lookup}, {emails}, fields)).users,
    findUsers: (keys, fields) => lookUpUsers({caller, path: paths.user_lookup}, keys, fields),
    getUser: (id, fields) => getUser({caller, path: paths.users}, id, toFieldChoice(fields)),
    writeUsers: (mode, users) =>
      jobs
        ? writeUsersByJob(jobs, mode, users)
        : writeUsers({caller, path: paths.user_batch}, mode, users),
    finishEarlierJobs: async () => {
      if (!jobs) return;
      finished ??= finishEarlierJobs(jobs, context);
      await finished;
    },
    readUserProperties: () =>
      collect(pages(caller, validateUserPropertyPage, paths.user_properties, {})),
    createUserProperty: async property => {
      const body = JSON.stringify(property);
      const call = {method: 'POST', path: paths.user_properties, body} as const;
      return (await caller.call({...call, validate: validateUserProperty})).answer;
    },
    readGroups: kind => pages(caller, validateUserGroupPage, paths[kind], {limit}),
    readMembers: (kind, groupId) =>
      pages(caller, validateMemberPage, memberPath(paths, kind, groupId), {limit}),
    readUserEvents: ({since}) =>
      pages(caller, validateUserEventPage, paths.user_events, {limit, since}),
    close: () => caller.close(),
  };
}

function jobApiOf(
  {state_dir}: CohortConfig,
  {caller, settings}: Pick<JobApi, 'caller'> & {settings: ApiSettings},
): JobApi | undefined {
  if (settings.write_form !== 'job') return undefined;
  const journal = state_dir === undefined ? undefined : new JobJournal(state_dir, CONNECTOR);
  return {caller, path: settings.paths.user_jobs, settings, journal};
}

function modeOf(apiKey: string): Mode {
  if (apiKey.startsWith('test_')) return 'test';
  return apiKey.startsWith('live_') ? 'live' : 'unknown';
}

function toFieldChoice(fields: readonly string[] | undefined): string | undefined {
  const choice = fields?.join(',');
  return choice && choice.length <= MAX_FIELD_CHOICE_LENGTH ? choice : undefined;
}

function memberPath(paths: ApiPaths, kind: GroupKind, groupId: string): string {
  const path = kind === 'lists' ? paths.list_members : paths.segment_members;
  return path.replace('{id}', encodeURIComponent(groupId));
}

function readUsers(
  caller: CohortCaller,
  {paths: {users: path}, page_size}: ApiSettings,
  {updatedSince, fields}: Parameters<Cohort['readUsers']>[0],
): AsyncGenerator<User[]> {
  const query = {limit: String(page_size), fields: toFieldChoice(fields)};
  const listing: TimedListing<User> = {
    // A cursor goes with the query that led to it.
    ask: async ({since, cursor}) => {
      const asked = {...query, updatedSince: since, cursor};
      const call = {method: 'GET', path: withQuery(path, asked)} as const;
      return (await caller.call({...call, validate: validateUserPage})).answer;
    },
    momentOf: ({updatedAt}) => Date.parse(updatedAt),
    now: () => caller.clock.now(),
    callsAtOnce: caller.callsAtOnce,
    what: path,
  };
  return readAhead(listing, updatedSince);
}

function pages<Item>(
  caller: CohortCaller,
  validate: (value: unknown) => value is Page<Item>,
  path: string,
  query: Record<string, string | undefined>,
): AsyncGenerator<Item[]> {
  const ask = async (cursor: string | undefined) =>
    (await caller.call({method: 'GET', path: withQuery(path, {...query, cursor}), validate}))
      .answer;
  return readPages(ask, path);
}

async function collect<Item>(pages: AsyncIterable<Item[]>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}
