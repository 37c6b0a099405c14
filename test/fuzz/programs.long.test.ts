import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startCohortEmulator} from '@cohort-salesforce/emulators/cohort';
import {startSalesforceEmulator} from '@cohort-salesforce/emulators/salesforce';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {caseSeeds} from './cases.js';
import {mutateJson} from './mutate-json.js';
import {Random} from './random.js';
import {hasFailed, runWatched} from './run-watched.js';

const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
const configs: Record<string, object> = {};
const closing: (() => Promise<void>)[] = [];
/** All addresses that a system has. */
const addresses: Record<string, () => Promise<string[]>> = {};

beforeAll(async () => {
  const salesforce = await startSalesforceEmulator({contacts: 30});
  const cohort = await startCohortEmulator({users: 30});
  closing.push(
    () => salesforce.close(),
    () => cohort.close(),
  );
  addresses['destination-salesforce'] = async () => {
    const soql = "SELECT Email FROM Contact WHERE Email LIKE '%@fuzz.example'";
    const url = `${salesforce.url}/services/data/v62.0/query?q=${encodeURIComponent(soql)}`;
    type Answer = {records: {Email: string}[]};
    const {records} = await getJson<Answer>(url, salesforce.credentials.access_token);
    return records.map(({Email}) => Email);
  };
  addresses['destination-cohort'] = async () => {
    const emails: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const more: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
      type Page = {data: {email: string}[]; nextCursor: string | null};
      const page: Page = await getJson(`${cohort.url}/v1/users?limit=100${more}`, cohort.apiKey);
      emails.push(...page.data.map(({email}) => email));
      cursor = page.nextCursor;
    }
    return emails;
  };
  const {client_id, client_secret, refresh_token, login_url} = salesforce.credentials;
  const login = {auth_type: 'Client', client_id, client_secret, refresh_token, login_url};
  const key = {api_url: cohort.url, api_key: cohort.apiKey, api: {retries: 0}};
  configs['source-salesforce'] = {...login, objects: ['Contact'], lookback_window: 'PT10M'};
  configs['source-cohort'] = {...key, lookback_window: 'PT0S'};
  configs['destination-cohort'] = {
    ...key,
    users: 'all',
    mapping: {email: 'email', name: 'firstName'},
  };
  configs['destination-salesforce'] = {
    ...login,
    object: 'Contact',
    email_field: 'Email',
    mapping: {email: 'Email', name: 'LastName'},
    create_defaults: {LastName: 'x'},
  };
});
afterAll(async () => {
  for (const close of closing) await close();
  rmSync(folder, {recursive: true, force: true});
});

const STREAM_STATES: Record<string, object> = {
  'source-salesforce': {
    version: 1,
    cursor: 'SystemModstamp',
    fields: ['Id', 'SystemModstamp', 'Email'],
    through: '2024-06-01T00:00:00.000Z',
    recent: {'2024-05-31T23:59:00': '1.abc'},
  },
  'source-cohort': {version: 1, cursor: '2024-06-01T00:00:00.000Z', ids: ['a']},
};

const SOURCES = ['source-salesforce', 'source-cohort'];
const DESTINATIONS = ['destination-salesforce', 'destination-cohort'];

describe.each([...SOURCES, ...DESTINATIONS])('%s', name => {
  test.each(caseSeeds(2))(
    'given anything as config, catalog or state it works or says why not (FUZZ_SEED=%i)',
    async seed => {
      const random = new Random(seed);
      const isSource = SOURCES.includes(name);
      const files: Record<string, unknown> = {config: configs[name], catalog: catalogOf(name)};
      if (isSource) files.state = [stateOf(name)];
      const which = random.pick(Object.keys(files));
      files[which] = mutateJson(files[which], random);
      const command = which === 'config' ? random.pick(['check', 'discover', 'run']) : 'run';
      const all = command === 'run';
      const args = [all ? (isSource ? 'read' : 'write') : command];
      for (const [kind, value] of Object.entries(files))
        if (all || kind === 'config') args.push(`--${kind}`, write(kind, value));
      await runWatched(name, args, all && !isSource ? lines(seed).join('\n') : '');
    },
  );
});

describe.each(DESTINATIONS)('%s', name => {
  test.each(caseSeeds(3))(
    'given broken lines it fails, or no record of any line is lost (FUZZ_SEED=%i)',
    async seed => {
      const random = new Random(seed);
      const args = ['write'];
      const files = {config: configs[name], catalog: catalogOf(name)};
      for (const [kind, value] of Object.entries(files)) args.push(`--${kind}`, write(kind, value));
      const input = mutateLines(lines(seed), random);
      const finished = await runWatched(name, args, input);
      if (hasFailed(finished) || finished.stdout.includes('Rejected records')) return;
      const found = await (addresses[name] ?? none)();
      for (const address of addressesIn(input)) expect(found).toContain(address);
    },
  );
});

async function none(): Promise<string[]> {
  return [];
}

// Of streams that nobody configured records are passed over, with a warning; other addresses are no one's.
function addressesIn(input: Buffer): string[] {
  return input
    .toString()
    .split('\n')
    .flatMap(line => {
      try {
        const {type, record} = JSON.parse(line);
        const isOurs = type === 'RECORD' && record.stream === 'users' && !record.namespace;
        const isMutated = !/^p\d-\d+@fuzz\.example$/.test(record.data.email);
        return isOurs && !isMutated ? [record.data.email] : [];
      } catch {
        return [];
      }
    });
}

function write(kind: string, value: unknown): string {
  const path = join(folder, `${kind}.json`);
  writeFileSync(path, JSON.stringify(value) ?? '');
  return path;
}

function catalogOf(name: string): object {
  const [stream, properties] =
    name === 'source-salesforce'
      ? ['Contact', {Id: {}, SystemModstamp: {}, Email: {}}]
      : ['users', {id: {}, email: {type: 'string'}, name: {type: 'string'}}];
  const json_schema = {type: 'object', properties};
  const modes = {sync_mode: 'incremental', destination_sync_mode: 'append_dedup'};
  const supported_sync_modes = ['full_refresh', 'incremental'];
  return {
    streams: [
      {
        stream: {name: stream, json_schema, supported_sync_modes},
        ...modes,
        primary_key: [['email']],
      },
    ],
  };
}

function stateOf(name: string): object {
  const stream_descriptor = {name: name === 'source-salesforce' ? 'Contact' : 'users'};
  return {type: 'STREAM', stream: {stream_descriptor, stream_state: STREAM_STATES[name]}};
}

function lines(seed: number): string[] {
  const records = Array.from({length: 6}, (_, index) => ({
    type: 'RECORD',
    record: {
      stream: 'users',
      emitted_at: 1,
      data: {id: `${index}`, email: `p${index}-${seed}@fuzz.example`, name: `P ${index}`},
    },
  }));
  const stream_descriptor = {name: 'users'};
  const state = {type: 'STREAM', stream: {stream_descriptor, stream_state: {at: 1}}, id: 1};
  const stream_status = {stream_descriptor, status: 'COMPLETE'};
  return [
    ...records.slice(0, 3),
    {type: 'STATE', state},
    ...records.slice(3),
    {type: 'STATE', state: {...state, id: 2}},
    {type: 'TRACE', trace: {type: 'STREAM_STATUS', emitted_at: 1, stream_status}},
  ].map(message => JSON.stringify(message));
}

/** The lines with something done to one of them, or to the bytes of them all. */
function mutateLines(good: readonly string[], random: Random): Buffer {
  const changed = [...good];
  const at = random.below(changed.length);
  const line = changed[at] ?? '';
  switch (random.below(6)) {
    case 0:
      changed.splice(at, 1);
      break;
    case 1:
      changed.splice(at, 0, line);
      break;
    case 2:
      changed[at] = line.slice(0, random.below(line.length));
      break;
    case 3:
      changed.splice(
        at,
        0,
        random.pick(['', '   ', 'null', '[]', '{}', '{"type":"NEWS"}', 'Hello', '\u0000']),
      );
      break;
    case 4: {
      const bytes = Buffer.from(`${changed.join('\n')}\n`);
      const place = random.below(bytes.length);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << random.below(8));
      return bytes;
    }
    default:
      changed[at] = JSON.stringify(mutateJson(JSON.parse(line), random));
  }
  return Buffer.from(`${changed.join('\n')}\n`);
}

async function getJson<Answer>(url: string, key: string): Promise<Answer> {
  const answer = await fetch(url, {headers: {authorization: `Bearer ${key}`}});
  return answer.json() as Promise<Answer>;
}
