import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startCohortEmulator} from '@cohort-salesforce/emulators/cohort';
import {startSalesforceEmulator} from '@cohort-salesforce/emulators/salesforce';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {caseSeeds} from './cases.js';
import {MUTATIONS} from './mutate-answer.js';
import {MutatingProxy} from './mutating-proxy.js';
import {Random} from './random.js';
import {runWatched, type Watched} from './run-watched.js';

interface Side {
  program: 'destination-salesforce' | 'destination-cohort';
  proxy: MutatingProxy;
  config: object;
  reset(): Promise<void>;
  /** Of each address how many records there are, and the first name of the last one. */
  people(): Promise<Map<string, {count: number; firstName: unknown}>>;
}

const NEW = Array.from({length: 12}, (_, index) => `new-${index}@fuzz.example`);
const KNOWN = ['known-0@fuzz.example', 'known-1@fuzz.example', 'known-2@fuzz.example'];
const INVALID = ['no address', ''];
const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
const rejects = join(folder, 'rejects', 'users.jsonl');
const sides: Record<string, Side> = {};
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  const salesforce = await startSalesforce();
  sides['Salesforce by REST'] = salesforce('rest');
  sides['Salesforce by bulk'] = salesforce('bulk');
  sides.Cohort = await startCohort();
});
afterAll(async () => {
  for (const close of closing) await close();
  rmSync(folder, {recursive: true, force: true});
});

describe.each(['Salesforce by REST', 'Salesforce by bulk', 'Cohort'])('writing to %s', name => {
  let answers: number;

  beforeAll(async () => {
    const {proxy} = await begin(name);
    expect((await write(name)).code).toBe(0);
    answers = proxy.answers;
    await expectAllThere(name);
  });

  test.each(caseSeeds(2))(
    'when an answer goes wrong, everyone is there or the run fails, and a second run makes it good (FUZZ_SEED=%i)',
    async seed => {
      const {proxy} = await begin(name);
      const random = new Random(seed);
      const kind = random.pick(Object.keys(MUTATIONS));
      proxy.arm({nth: random.below(answers), kind, random});
      const first = await write(name);
      if (first.code === 0) await expectAllThere(name);
      proxy.arm(undefined);
      const second = await write(name);
      expect(second.code, proxy.spoilt).toBe(0);
      await expectAllThere(name);
    },
  );
});

async function begin(name: string): Promise<Side> {
  const side = sides[name] as Side;
  side.proxy.arm(undefined);
  await side.reset();
  rmSync(join(folder, 'rejects'), {recursive: true, force: true});
  rmSync(join(folder, 'state'), {recursive: true, force: true});
  return side;
}

async function write(name: string): Promise<Watched> {
  const {program, config} = sides[name] as Side;
  const properties = {id: {}, email: {type: 'string'}, firstName: {type: 'string'}};
  const stream = {name: 'users', json_schema: {type: 'object', properties}};
  const modes = {sync_mode: 'incremental', destination_sync_mode: 'append_dedup'};
  const files = {
    config: {...config, rejects_dir: join(folder, 'rejects')},
    catalog: {streams: [{stream, primary_key: [['email']], ...modes}]},
  };
  const args = ['write'];
  for (const [kind, value] of Object.entries(files)) {
    const path = join(folder, `${kind}.json`);
    writeFileSync(path, JSON.stringify(value));
    args.push(`--${kind}`, path);
  }
  const finished = await runWatched(program, args, `${messages().join('\n')}\n`);
  const states = finished.messages.filter(({type}) => type === 'STATE');
  if (finished.code === 0) expect(states.length).toBe(1);
  return finished;
}

function messages(): string[] {
  const records = [...NEW, ...KNOWN, ...INVALID].map((email, index) => ({
    type: 'RECORD',
    record: {
      stream: 'users',
      emitted_at: 1,
      data: {id: `user-${index}`, email, firstName: `Name ${index}`},
    },
  }));
  const stream_descriptor = {name: 'users'};
  const state = {type: 'STREAM', stream: {stream_descriptor, stream_state: {at: 1}}, id: 1};
  const stream_status = {stream_descriptor, status: 'COMPLETE'};
  return [
    ...records,
    {type: 'STATE', state},
    {type: 'TRACE', trace: {type: 'STREAM_STATUS', emitted_at: 1, stream_status}},
  ].map(message => JSON.stringify(message));
}

async function expectAllThere(name: string): Promise<void> {
  const {people, proxy} = sides[name] as Side;
  const found = await people();
  const wanted = [...NEW, ...KNOWN].map((email, index) => [
    email,
    {count: 1, firstName: `Name ${index}`},
  ]);
  expect(Object.fromEntries(found), proxy.spoilt).toEqual(Object.fromEntries(wanted));
  expect(existsSync(rejects)).toBe(true);
  const lines = readFileSync(rejects, 'utf8').trim().split('\n');
  expect(lines.length, proxy.spoilt).toBe(INVALID.length);
}

async function startSalesforce() {
  const proxy = new MutatingProxy();
  const instanceUrl = await proxy.start();
  const {url, credentials, close} = await startSalesforceEmulator({contacts: 20, instanceUrl});
  proxy.target = url;
  closing.push(
    () => close(),
    () => proxy.close(),
  );
  const {client_id, client_secret, refresh_token, access_token} = credentials;
  const call = (method: string, path: string, body?: object) =>
    ask(method, `${url}/services/data/v62.0${path}`, {key: access_token, body});
  const reset = async () => {
    await ask('POST', `${url}/__emulator/reset`, {key: '', body: {data: true}});
    for (const Email of KNOWN) await call('POST', '/sobjects/Contact', {LastName: 'Known', Email});
  };
  const people = async () => {
    const soql = "SELECT Email, FirstName FROM Contact WHERE Email LIKE '%@fuzz.example'";
    const {records} = await call('GET', `/query?q=${encodeURIComponent(soql)}`);
    return count(
      records.map(({Email, FirstName}: Record<string, unknown>) => [Email, FirstName] as const),
    );
  };
  return (write_api: 'rest' | 'bulk'): Side => ({
    program: 'destination-salesforce',
    proxy,
    reset,
    people,
    config: {
      ...{client_id, client_secret, refresh_token, login_url: instanceUrl, write_api},
      object: 'Contact',
      user_id_field: 'Cohort_User_ID__c',
      mapping: {email: 'Email', id: 'Cohort_User_ID__c', firstName: 'FirstName'},
      create_defaults: {LastName: 'Unknown'},
      state_dir: join(folder, 'state'),
    },
  });
}

async function startCohort(): Promise<Side> {
  const proxy = new MutatingProxy();
  const api_url = await proxy.start();
  const {url, apiKey: key, close} = await startCohortEmulator({users: 20});
  proxy.target = url;
  closing.push(
    () => close(),
    () => proxy.close(),
  );
  return {
    program: 'destination-cohort',
    proxy,
    reset: async () => {
      await ask('POST', `${url}/__emulator/reset`, {key, body: {data: true}});
      const users = KNOWN.map(email => ({email, firstName: 'Known'}));
      await ask('POST', `${url}/v1/users/batch`, {key, body: {mode: 'upsert', users}});
    },
    people: async () => {
      const {data} = await ask('GET', `${url}/v1/users?limit=100`, {key});
      const ours = data.filter(({email}: {email: string}) => email.endsWith('@fuzz.example'));
      return count(
        ours.map(({email, firstName}: Record<string, unknown>) => [email, firstName] as const),
      );
    },
    config: {
      ...{api_url, api_key: key, api: {retries: 1, batch_size: 5, lookup_size: 5}},
      mapping: {email: 'email', firstName: 'firstName'},
    },
  };
}

function count(people: (readonly [unknown, unknown])[]) {
  const found = new Map<string, {count: number; firstName: unknown}>();
  for (const [email, firstName] of people) {
    const before = found.get(String(email))?.count ?? 0;
    found.set(String(email), {count: before + 1, firstName});
  }
  return found;
}

async function ask(
  method: string,
  url: string,
  {key, body}: {key: string; body?: object | undefined},
) {
  const headers = {authorization: `Bearer ${key}`, 'content-type': 'application/json'};
  const answer = await fetch(url, {method, headers, ...(body && {body: JSON.stringify(body)})});
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return JSON.parse((await answer.text()) || 'null');
}
