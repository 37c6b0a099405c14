import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {
  changeJson,
  type Exchange,
  type Meddle,
  meddlingProxy,
} from '../../fixtures/meddling-proxy.js';
import {readRun} from './read-run.js';

const COUNT = 396;
let emulator: SalesforceEmulator;

beforeAll(async () => {
  emulator = await startSalesforceEmulator({contacts: 400, bulkPageSize: 100, queryPageSize: 100});
});

afterAll(() => emulator.close());

async function readThrough(meddle: Meddle, config: object = {}) {
  const proxy = await meddlingProxy(emulator.url, meddle);
  const run = await readRun(emulator, {config: {login_url: proxy.url, ...config}});
  return {...run, asked: proxy.asked};
}

const isResults = ({url}: Exchange) => /\/jobs\/query\/\w+\/results/.test(url);
const isJob = ({url, method}: Exchange) => method === 'GET' && /\/jobs\/query\/\w+$/.test(url);
const isQuery = ({url}: Exchange) => /v68\.0\/query(All)?[/?]/.test(url);

function isComplete(run: {states: Record<string, unknown>[]}): boolean {
  return run.states.some(({through}) => through !== undefined);
}

describe('by bulk', () => {
  const bulk = {force_use_bulk_api: true};

  test('everything is read when nobody lies', async () => {
    const run = await readThrough(() => undefined, bulk);
    expect(run.error).toBeUndefined();
    expect(run.records).toHaveLength(COUNT);
    expect(isComplete(run)).toBe(true);
  });

  test.each([
    ['the job promises more than the pages have', {numberRecordsProcessed: 500}],
    ['the job promises fewer than the pages have', {numberRecordsProcessed: 150}],
    ['the job says it has none', {numberRecordsProcessed: 0}],
  ])('%s: the stream does not complete, and the next run begins another job', async (_, lie) => {
    const run = await readThrough(
      exchange => (isJob(exchange) ? changeJson(exchange, job => ({...job, ...lie})) : undefined),
      bulk,
    );
    expect(run.error).toMatchObject({
      failure: 'transient_error',
      facts: {errorCode: 'WRONG_COUNT'},
    });
    expect(isComplete(run)).toBe(false);
    expect(run.states.at(-1)).not.toHaveProperty('job');
  });

  test.each(['sforce-numberofrecords', 'sforce-locator'])(
    'a page whose answer lacks %s once is asked for again',
    async header => {
      let times = 0;
      const run = await readThrough(exchange => {
        if (!isResults(exchange)) return undefined;
        times += 1;
        if (times > 1) return undefined;
        const {[header]: _, ...headers} = exchange.headers;
        return {headers};
      }, bulk);
      expect(run.error).toBeUndefined();
      expect(run.records).toHaveLength(COUNT);
      expect(run.logs.join()).toContain('it does not say');
    },
  );

  test('a page that announces fewer records than it has does not count as complete', async () => {
    const run = await readThrough(
      exchange =>
        isResults(exchange)
          ? {headers: {...exchange.headers, 'sforce-numberofrecords': '7'}}
          : undefined,
      bulk,
    );
    expect(run.error).toMatchObject({facts: {errorCode: 'WRONG_COUNT'}});
    expect(isComplete(run)).toBe(false);
  });

  test.each([
    ['one locator again and again', ['MTAw']],
    ['two locators by turns', ['MTAw', 'MjAw']],
  ])('%s ends the stream instead of going on for ever', async (_, locators) => {
    let page = 0;
    const run = await readThrough(
      exchange =>
        isResults(exchange)
          ? {
              headers: {
                ...exchange.headers,
                'sforce-locator': locators[page++ % locators.length] ?? '',
              },
            }
          : undefined,
      bulk,
    );
    expect(run.error).toMatchObject({failure: 'transient_error'});
    expect(run.records.length).toBeLessThanOrEqual(COUNT + 100);
    expect(isComplete(run)).toBe(false);
  });

  test('an early end of the pages does not count as complete', async () => {
    const run = await readThrough(
      exchange =>
        isResults(exchange)
          ? {headers: {...exchange.headers, 'sforce-locator': 'null'}}
          : undefined,
      bulk,
    );
    expect(run.records).toHaveLength(100);
    expect(run.error).toMatchObject({facts: {errorCode: 'WRONG_COUNT'}});
    expect(isComplete(run)).toBe(false);
  });
});

describe('by REST', () => {
  test('a page that says it is the last before the total is reached does not count as complete', async () => {
    const run = await readThrough(exchange =>
      isQuery(exchange) && !exchange.url.includes('?q=')
        ? changeJson(exchange, ({nextRecordsUrl: _, ...page}) => ({...page, done: true}))
        : undefined,
    );
    expect(run.error).toMatchObject({facts: {errorCode: 'WRONG_COUNT'}});
    expect(isComplete(run)).toBe(false);
  });

  test('one address again and again ends the stream instead of going on for ever', async () => {
    let first: unknown;
    const run = await readThrough(exchange =>
      isQuery(exchange)
        ? changeJson(exchange, page => {
            first ??= page.nextRecordsUrl;
            return {...page, done: false, nextRecordsUrl: first};
          })
        : undefined,
    );
    expect(run.error).toMatchObject({facts: {errorCode: 'NO_PROGRESS'}});
    expect(run.records.length).toBeLessThan(COUNT);
    expect(isComplete(run)).toBe(false);
  });

  test('a total that Salesforce does not know, as of big objects, is no total', async () => {
    const unknown: Meddle = exchange =>
      isQuery(exchange) ? changeJson(exchange, page => ({...page, totalSize: -1})) : undefined;
    const byBulk = await readThrough(unknown);
    expect(byBulk.records).toHaveLength(COUNT);
    const proxy = await meddlingProxy(emulator.url, unknown);
    const fields = ['Email', 'MailingAddress'];
    const run = await readRun(emulator, {config: {login_url: proxy.url}, fields, byRest: true});
    expect(run.error).toBeUndefined();
    expect(run.records).toHaveLength(COUNT);
    expect(run.events).not.toContainEqual({kind: 'estimate', rows: -1});
  });
});
