import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
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

interface Read {
  program: 'source-salesforce' | 'source-cohort';
  stream: string;
  fields: readonly string[];
  config: object;
}

const FIELDS = ['Id', 'Email', 'FirstName', 'Loyalty_Points__c', 'SystemModstamp'];
const salesforceProxy = new MutatingProxy();
const cohortProxy = new MutatingProxy();
const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
const closing: (() => unknown)[] = [];
const reads: Record<string, Read> = {};

beforeAll(async () => {
  const instanceUrl = await salesforceProxy.start();
  const salesforce = await startSalesforceEmulator({
    contacts: 120,
    queryPageSize: 50,
    bulkPageSize: 40,
    instanceUrl,
  });
  salesforceProxy.target = salesforce.url;
  const api_url = await cohortProxy.start();
  const cohort = await startCohortEmulator({users: 120});
  cohortProxy.target = cohort.url;
  closing.push(
    () => salesforce.close(),
    () => cohort.close(),
  );
  const {client_id, client_secret, refresh_token} = salesforce.credentials;
  const login = {client_id, client_secret, refresh_token, login_url: instanceUrl};
  const contacts = {program: 'source-salesforce', stream: 'Contact', fields: FIELDS} as const;
  reads['contacts by REST'] = {...contacts, config: login};
  reads['contacts by bulk'] = {...contacts, config: {...login, force_use_bulk_api: true}};
  reads.users = {
    program: 'source-cohort',
    stream: 'users',
    fields: ['id', 'email', 'firstName', 'loyalty_points', 'updatedAt'],
    config: {api_url, api_key: cohort.apiKey, api: {page_size: 40, retries: 1}},
  };
});
afterAll(async () => {
  for (const close of closing) await close();
  salesforceProxy.close();
  cohortProxy.close();
  rmSync(folder, {recursive: true, force: true});
});

describe.each(['contacts by REST', 'contacts by bulk', 'users'])('reading %s', name => {
  let truth: Map<string, string>;
  let answers: number;
  const proxy = name === 'users' ? cohortProxy : salesforceProxy;

  beforeAll(async () => {
    proxy.arm(undefined);
    const clean = await read(name);
    expect(clean.code).toBe(0);
    truth = recordsOf(clean);
    answers = proxy.answers;
    expect(truth.size).toBeGreaterThan(100);
  });

  test.each(caseSeeds(4))(
    'when an answer goes wrong, all records come or the run fails (FUZZ_SEED=%i)',
    async seed => {
      const random = new Random(seed);
      const trouble = {
        nth: random.below(answers),
        kind: random.pick(Object.keys(MUTATIONS)),
        random,
      };
      proxy.arm(trouble);
      const finished = await read(name);
      if (finished.code !== 0) return;
      expect(recordsOf(finished), proxy.spoilt).toEqual(truth);
    },
  );
});

async function read(name: string): Promise<Watched> {
  const {program, stream, fields, config} = reads[name] as Read;
  const properties = Object.fromEntries(fields.map(field => [field, {}]));
  const json_schema = {type: 'object', properties};
  const modes = {sync_mode: 'incremental', destination_sync_mode: 'append_dedup'};
  const catalog = {streams: [{stream: {name: stream, json_schema}, ...modes}]};
  const files = {config, catalog};
  const args = ['read'];
  for (const [kind, value] of Object.entries(files)) {
    const path = join(folder, `${kind}.json`);
    writeFileSync(path, JSON.stringify(value));
    args.push(`--${kind}`, path);
  }
  return runWatched(program, args);
}

/** Each record's text by its id; a record that comes again must be the same. */
function recordsOf({messages}: Watched): Map<string, string> {
  const records = new Map<string, string>();
  for (const message of messages) {
    if (message.type !== 'RECORD') continue;
    const {data} = message.record;
    const text = JSON.stringify(data);
    const id = String(data.Id ?? data.id);
    expect(records.get(id) ?? text).toBe(text);
    records.set(id, text);
  }
  return records;
}
