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

/** Connects to an org that gives these answers in turn to everything but the login, the last one again and again. */
async function orgThatAnswers(...answers: (object | string)[]): Promise<Salesforce> {
  const next = () => (answers.length > 1 ? answers.shift() : answers[0]) ?? '';
  const server = await listen(({url}) =>
    url === '/services/oauth2/token' ? {access_token: 'token', instance_url: server.url} : next(),
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

const PAGE = {totalSize: 1, done: true, records: [{...RECORD, attributes: {type: 'Contact'}}]};
const TEXT = JSON.stringify(PAGE);

test.each([
  ['is empty', ''],
  ['comes twice in one', TEXT + TEXT],
  ['is cut off and closed by something else', `${TEXT.slice(0, -4)}}`],
])('a query whose answer %s is sent again', async (_, broken) => {
  const salesforce = await orgThatAnswers(broken, PAGE);
  expect((await salesforce.query('SELECT Id FROM Contact')).totalSize).toBe(1);
});

test('a query that is never answered with JSON fails without an answer', async () => {
  const salesforce = await orgThatAnswers('{}{}');
  await expect(salesforce.query('SELECT Id FROM Contact')).rejects.toMatchObject({
    failure: 'transient_error',
    facts: {errorCode: 'NO_ANSWER'},
  });
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
