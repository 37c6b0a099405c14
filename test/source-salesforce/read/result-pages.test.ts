import {startSalesforceEmulator} from '@cohort-salesforce/emulators/salesforce';
import {describe, expect, test} from 'vitest';
import {parsePageList} from '../../../source-salesforce/read/bulk/page-list.js';
import {changeJson, type Meddle, meddlingProxy} from '../../fixtures/meddling-proxy.js';
import {ids, readRun} from './read-run.js';

const JOB = {
  instanceUrl: 'https://acme.my.salesforce.com',
  apiVersion: '68.0',
  id: '7505e00000AAAAAAAA',
};
const PATH = `/services/data/v68.0/jobs/query/${JOB.id}/results?locator=MTAw`;

describe('a list of result pages', () => {
  test.each([
    ['a path', PATH],
    ['an absolute address', JOB.instanceUrl + PATH],
    ['relative to the version', PATH.slice('/services/data/v68.0'.length)],
    ['relative without a slash', PATH.slice('/services/data/v68.0/'.length)],
    ['a path without its slash', PATH.slice(1)],
  ])('names its pages by %s, under each name', (_, link) => {
    for (const list of ['resultPages', 'resultChunks'])
      for (const name of ['resultUrl', 'resultLink']) {
        const answer = {[list]: [{[name]: link}], nextRecordsUrl: null, done: true};
        expect(parsePageList(answer, JOB)).toEqual({pages: [PATH], next: undefined});
      }
  });

  test.each(['nextRecordsUrl', 'nextRecordUrl'])('names the next list as %s', name => {
    const next = PATH.replace('/results', '/resultPages');
    const answer = {resultPages: [{resultUrl: PATH}], [name]: next, done: false};
    expect(parsePageList(answer, JOB)).toEqual({pages: [PATH], next});
  });

  test.each([
    ['another host', [`https://evil.example${PATH}`]],
    ['another host in disguise', [`//evil.example${PATH}`]],
    ['a user before another host', [`@evil.example${PATH}`]],
    ['another job', [PATH.replace(JOB.id, '7505e00000BBBBBBBB')]],
    ['another resource', [PATH.replace('/results', '/../../../sobjects')]],
    ['one page twice', [PATH, PATH]],
    ['no page', []],
    ['a number', [7]],
  ])('that names %s is not used', (_, links) => {
    const resultPages = links.map(resultUrl => ({resultUrl}));
    expect(parsePageList({resultPages, done: true}, JOB)).toBeUndefined();
  });

  test('whose end is not certain is not used', () => {
    const resultPages = [{resultUrl: PATH}];
    expect(parsePageList({resultPages, done: false}, JOB)).toBeUndefined();
    const next = PATH.replace('/results', '/resultPages');
    expect(parsePageList({resultPages, done: true, nextRecordsUrl: next}, JOB)).toBeUndefined();
  });
});

const COUNT = 103_950;

describe('a read of more than 100,000 records', () => {
  test('gets each record once, in whatever form the pages are listed, or if they are not', async () => {
    const emulator = await startSalesforceEmulator({contacts: 105_000, bulkPageSize: 30_000});
    const read = async (meddle: Meddle) => {
      const proxy = await meddlingProxy(emulator.url, meddle);
      const config = {login_url: proxy.url};
      const run = await readRun(emulator, {config, fields: ['Email']});
      return {run, asked: proxy.asked};
    };
    const isList = (url: string) => url.includes('/resultPages');
    const refused = {status: 404, body: Buffer.from('[{"errorCode":"NOT_FOUND","message":"no"}]')};
    const {run, asked} = await read(({url}) => (isList(url) ? refused : undefined));
    expect(run.error).toBeUndefined();
    expect(run.records).toHaveLength(COUNT);
    expect(new Set(ids(run)).size).toBe(COUNT);
    expect(asked.filter(isList)).toHaveLength(1);
    expect(run.logs.join()).toContain('one after the other');
    // One page is missing from the list: what it lacks is not lost.
    const short = await read(exchange =>
      isList(exchange.url)
        ? changeJson(exchange, list => ({
            ...list,
            resultPages: (list.resultPages as object[]).slice(1),
          }))
        : undefined,
    );
    expect(short.run.error).toBeUndefined();
    expect(new Set(ids(short.run)).size).toBe(COUNT);
    await emulator.close();
  });
});
