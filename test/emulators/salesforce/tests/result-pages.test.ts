import {expect, test} from 'vitest';
import {readCommandLine} from '../command-line.js';
import {startSalesforceEmulator} from '../index.js';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

const data = '/services/data/v62.0';

async function pagesOf(org: EmulatedOrg, form: string) {
  const query = 'SELECT Id FROM Contact';
  const {json: job} = await org.call('POST', '/jobs/query', {operation: 'query', query});
  expect((await org.fault({kind: 'result-pages', form})).status).toBe(201);
  const below = `/jobs/query/${job.id}/resultPages?maxRecords=10`;
  return {answer: await org.call('GET', below), below: `/jobs/query/${job.id}`};
}

test.each([
  ['guide', 'resultPages', 'resultUrl', data],
  ['resultLink', 'resultPages', 'resultLink', data],
  ['resultChunks,resultLink,relative', 'resultChunks', 'resultLink', ''],
  ['resultChunks, bare', 'resultChunks', 'resultUrl', data.slice(1)],
  ['relative', 'resultPages', 'resultUrl', ''],
])('resultPages answers in the form %s', async (form, list, link, start) => {
  const org = await startOrg({contacts: 100});
  const {answer, below} = await pagesOf(org, form);
  const pages = answer.json[list] as Record<string, string>[];
  expect(pages).toHaveLength(5);
  expect(answer.json.done).toBe(false);
  expect(answer.json.nextRecordsUrl).toMatch(`${start}${below}/resultPages?locator=`);
  const [first] = pages.map(page => page[link] ?? '');
  expect(first?.startsWith(`${start}${below}/results?locator=`)).toBe(true);
});

test('absolute links of resultPages lead to the records', async () => {
  const org = await startOrg({contacts: 100});
  const {answer} = await pagesOf(org, 'absolute,nextRecordUrl');
  const {resultUrl} = answer.json.resultPages[1];
  expect(resultUrl.startsWith(org.url)).toBe(true);
  expect(answer.json.nextRecordUrl.startsWith(org.url)).toBe(true);
  const page = await org.call('GET', `/${new URL(resultUrl).pathname}${new URL(resultUrl).search}`);
  expect(page.text.trim().split('\n')).toHaveLength(11);
});

test.each([400, 403, 404])('resultPages can be refused with %d', async status => {
  const org = await startOrg({contacts: 100, resultPages: String(status)});
  const {answer} = await pagesOf(org, String(status));
  expect(answer.status).toBe(status);
  expect(answer.json).toMatchObject([{errorCode: expect.any(String)}]);
});

test('a reset brings back the form of resultPages that the emulator was started with', async () => {
  const org = await startOrg({contacts: 20, resultPages: 'resultChunks'});
  await pagesOf(org, '403');
  await org.call('POST', '//__emulator/reset');
  const {json} = await org.call('GET', '/jobs/query');
  const {json: pages} = await org.call('GET', `/jobs/query/${json.records[0].id}/resultPages`);
  expect(pages.resultChunks).toHaveLength(1);
});

test('an unknown form of resultPages is refused wherever it is asked for', async () => {
  const org = await startOrg();
  expect(await org.fault({kind: 'result-pages', form: 'guide,nonsense'})).toMatchObject({
    status: 400,
    json: {error: expect.stringContaining('"nonsense" is unknown')},
  });
  await expect(startSalesforceEmulator({contacts: 0, resultPages: 'x'})).rejects.toThrow(/"x"/);
  expect(readCommandLine(['--result-pages', 'resultChunks,403'])).toMatchObject({
    options: {resultPages: 'resultChunks,403'},
  });
});
