import {
  connectSalesforce,
  createQueryJob,
  type Salesforce,
  waitForQueryJob,
} from '@cohort-salesforce/source-salesforce/salesforce';
import {expect, test} from 'vitest';
import {toRecordText} from '../../../source-salesforce/read/rest/to-record-text.js';
import {recordingContext} from '../../fixtures/recording-context.js';
import {listen} from '../../security/listen.js';

/** Connects to an org that gives the same answer to everything but the login. */
async function orgThatAnswers(answer: object): Promise<Salesforce> {
  const server = await listen(({url}) =>
    url === '/services/oauth2/token' ? {access_token: 'token', instance_url: server.url} : answer,
  );
  const login = {client_id: 'a', client_secret: 's', refresh_token: 'r', login_url: server.url};
  return connectSalesforce(login, recordingContext().context);
}

const BROKEN = {failure: 'transient_error', facts: {errorCode: 'BROKEN_ANSWER'}};
const RECORD = {Id: '0035e000001l5nlAAA'};

test.each([
  ['fewer records than it counts', {totalSize: 2, done: true, records: [RECORD]}],
  ['no records', {totalSize: 2, done: true}],
  ['null for a record', {totalSize: 1, done: true, records: [null]}],
  ['more to come, but not where', {totalSize: 2, done: false, records: [RECORD]}],
  ['not whether more is to come', {totalSize: 1, records: [RECORD]}],
  [
    'an empty page with more to come',
    {totalSize: 2, done: false, records: [], nextRecordsUrl: '/x'},
  ],
  ['nothing of all this', {}],
])('a query whose answer has %s fails instead of missing records', async (_, answer) => {
  const salesforce = await orgThatAnswers(answer);
  await expect(salesforce.query('SELECT Id FROM Contact')).rejects.toMatchObject(BROKEN);
});

test('a later page without records fails instead of ending the query', async () => {
  const salesforce = await orgThatAnswers({totalSize: 2, done: true, records: []});
  await expect(salesforce.queryMore('/services/data/v68.0/query/1')).rejects.toMatchObject(BROKEN);
});

test('a bulk query that is complete and does not say of how many records is not taken for empty', async () => {
  const createdDate = '2026-01-01T00:00:00.000+0000';
  const salesforce = await orgThatAnswers({id: '750x', state: 'JobComplete', createdDate});
  await expect(waitForQueryJob(salesforce, '750x', recordingContext())).rejects.toMatchObject(
    BROKEN,
  );
  await expect(createQueryJob(salesforce, 'SELECT Id FROM Contact')).rejects.toMatchObject(BROKEN);
});

test('a describe without fields is not taken for an object without fields', async () => {
  const salesforce = await orgThatAnswers({name: 'Contact', fields: [{name: 'Id'}]});
  await expect(salesforce.describe('Contact')).rejects.toMatchObject(BROKEN);
  await expect(salesforce.describeGlobal()).rejects.toMatchObject(BROKEN);
});

test('a login that answers no token is no login', async () => {
  const server = await listen(() => ({instance_url: server.url}));
  const login = {client_id: 'a', client_secret: 's', refresh_token: 'r', login_url: server.url};
  const connected = connectSalesforce(login, recordingContext().context);
  await expect(connected).rejects.toMatchObject(BROKEN);
});

test('a field that is not in the answer is not taken for an empty one', () => {
  const fields = [
    {name: 'Id', type: 'id'},
    {name: 'Email', type: 'email'},
  ] as const;
  expect(toRecordText({...RECORD, Email: null}, fields)).toBe(`{"Id":"${RECORD.Id}","Email":null}`);
  expect(() => toRecordText(RECORD, fields)).toThrow(/without its field Email/);
});
