import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {boolean, date, moment, number, openContacts, text} from './fixtures/contacts.js';

let cohort: Cohort;
beforeEach(async () => {
  cohort = await startCohort();
});
afterEach(() => cohort.close());

test('missing properties are created with name, reference id and type before the first record', async () => {
  const contacts = await openContacts(cohort.config, {
    city: text,
    points: {...number, title: 'Loyalty points of the year'},
    visits: {type: ['null', 'integer']},
    member: boolean,
    born: date,
    seen: moment,
    extra: {type: 'object'},
  });
  const {data} = await cohort.ask('/v1/user-properties');
  const created = data.filter(({referenceId}: {referenceId: string}) =>
    ['city', 'points', 'visits', 'member', 'born', 'seen', 'extra'].includes(referenceId),
  );
  expect(created.map(({id, ...property}: {id: string}) => property)).toEqual([
    {name: 'city', referenceId: 'city', type: 'text'},
    {name: 'Loyalty points of the year', referenceId: 'points', type: 'number'},
    {name: 'visits', referenceId: 'visits', type: 'number'},
    {name: 'member', referenceId: 'member', type: 'boolean'},
    {name: 'born', referenceId: 'born', type: 'date'},
    {name: 'seen', referenceId: 'seen', type: 'text'},
    {name: 'extra', referenceId: 'extra', type: 'text'},
  ]);
  await contacts.close();
});

test('users are created, updated or left alone, and nothing is written twice', async () => {
  const contacts = await openContacts(cohort.config, {firstName: text, points: number});
  const ann = {Email: 'ann@example.com', firstName: 'Ann', points: 1};
  const bob = {Email: 'bob@example.com', firstName: 'Bob', points: 2};
  expect(await contacts.statuses(ann, bob)).toEqual(['created', 'created']);
  expect(await contacts.statuses(ann, {...bob, points: 3})).toEqual(['unchanged', 'updated']);
  const before = await cohort.users();
  await cohort.forget();
  expect(await contacts.statuses(ann, {...bob, points: 3})).toEqual(['unchanged', 'unchanged']);
  expect(await cohort.calls('POST /v1/users/batch')).toBe(0);
  expect(await cohort.users()).toEqual(before);
  expect(await cohort.user('bob@example.com')).toMatchObject({
    firstName: 'Bob',
    properties: {points: 3},
  });
  await contacts.close();
});

test('an email is the same in any case, Unicode form and with blanks around it', async () => {
  await cohort.put([{email: 'José@Example.com', firstName: 'Old'}]);
  const contacts = await openContacts(cohort.config, {firstName: text});
  const found = {Email: '  JOSE\u0301@EXAMPLE.COM ', firstName: 'New'};
  expect(await contacts.statuses(found)).toEqual(['updated']);
  expect((await cohort.users()).map(({email, firstName}) => [email, firstName])).toEqual([
    ['José@Example.com', 'New'],
  ]);
  await contacts.close();
});

test('records without a valid email are rejected with a reason', async () => {
  const contacts = await openContacts(cohort.config, {firstName: text});
  const emails = [null, '', '   ', 'nobody', 'a@b@example.com', '@example.com', 'a@localhost'];
  const odd = [
    'two words@example.com',
    'a@-example.com',
    'a@example..com',
    `${'x'.repeat(300)}@a.de`,
  ];
  const results = await contacts.write(...[...emails, ...odd, 42].map(Email => ({Email})), {});
  const codes = results.map(result => ('code' in result ? result.code : result.status));
  expect(codes).toEqual([
    ...Array(3).fill('EMAIL_MISSING'),
    ...Array(9).fill('EMAIL_INVALID'),
    'EMAIL_MISSING',
  ]);
  expect(results[3]).toEqual({
    status: 'rejected',
    key: 'nobody',
    code: 'EMAIL_INVALID',
    message: 'Email is not an email address.',
    fields: ['Email'],
  });
  expect(results[10]).toMatchObject({key: 'x'.repeat(254)});
  expect(await cohort.users()).toEqual([]);
  await contacts.close();
});

test('addresses that look odd but are fine are written', async () => {
  const contacts = await openContacts(cohort.config, {firstName: text});
  const emails = ["o'brien+tag@example.co.uk", '李@例子.测试', '𝒜lice@example.com', 'x_%y@b_c.de'];
  const users = emails.map((Email, n) => ({Email, firstName: `Number ${n}`}));
  expect(await contacts.statuses(...users)).toEqual(emails.map(() => 'created'));
  expect(await contacts.statuses(...users)).toEqual(emails.map(() => 'unchanged'));
  await contacts.close();
});

test('empty values change nothing, unless clear_empty is set', async () => {
  const schemas = {firstName: text, points: number, city: text};
  const full = {Email: 'ann@example.com', firstName: 'Ann', points: 1, city: 'Paris'};
  const empty = {Email: 'ann@example.com', firstName: '', points: null, city: null};
  const contacts = await openContacts(cohort.config, schemas);
  await contacts.write(full);
  expect(await contacts.statuses(empty)).toEqual(['unchanged']);
  await contacts.close();

  const clearing = await openContacts({...cohort.config, clear_empty: true}, schemas);
  expect(await clearing.statuses({Email: 'ann@example.com', firstName: 'Ann'})).toEqual([
    'unchanged',
  ]);
  expect(await clearing.statuses(empty)).toEqual(['updated']);
  expect(await clearing.statuses(empty)).toEqual(['unchanged']);
  expect(await cohort.user('ann@example.com')).toMatchObject({
    firstName: null,
    properties: {points: null, city: null},
  });
  await clearing.close();
});

test('existing only: nobody is created, whether the catalog or the config says so', async () => {
  await cohort.put([{email: 'ann@example.com'}]);
  const ann = {Email: 'ann@example.com', firstName: 'Ann'};
  const bob = {Email: 'bob@example.com', firstName: 'Bob'};
  const byCatalog = await openContacts(
    cohort.config,
    {firstName: text},
    {destination_sync_mode: 'update'},
  );
  expect(await byCatalog.statuses(ann, bob)).toEqual(['updated', 'unchanged']);
  await byCatalog.close();
  const byConfig = await openContacts({...cohort.config, users: 'existing'}, {firstName: text});
  await cohort.forget();
  expect(await byConfig.statuses(ann, bob)).toEqual(['unchanged', 'unchanged']);
  expect(await cohort.calls('POST /v1/users/batch')).toBe(0);
  await byConfig.close();
  const configWins = await openContacts(
    {...cohort.config, users: 'all'},
    {firstName: text},
    {destination_sync_mode: 'update'},
  );
  expect(await configWins.statuses(ann, bob)).toEqual(['unchanged', 'created']);
  await configWins.close();
});

test('existing only: who is gone since the look-up is left alone', async () => {
  await cohort.put([{email: 'ann@example.com'}]);
  const body = {data: [await cohort.user('ann@example.com')]};
  await cohort.ask('/__emulator/reset', {data: true});
  await cohort.fault({route: '/v1/users/lookup', nth: 1, answer: {status: 200, body}});
  const contacts = await openContacts({...cohort.config, users: 'existing'}, {firstName: text});
  const ann = {Email: 'ann@example.com', firstName: 'Ann'};
  expect(await contacts.statuses(ann)).toEqual(['unchanged']);
  expect(await cohort.users()).toEqual([]);
  await contacts.close();
});

test('a user whom Cohort itself refuses is rejected in its words, the others are written', async () => {
  const contacts = await openContacts(cohort.config, {lang: text, city: text});
  const results = await contacts.write(
    {Email: 'ann@example.com', city: 'Paris'},
    {Email: 'bob@example.com', lang: 'klingon'},
    {Email: 'cho@example.com', city: 'x'.repeat(40_000)},
  );
  expect(results.map(({status}) => status)).toEqual(['created', 'rejected', 'rejected']);
  expect(results[2]).toMatchObject({key: 'cho@example.com', fields: ['city']});
  expect((await cohort.users()).map(({email}) => email)).toEqual(['ann@example.com']);
  await contacts.close();
});

test('a language with a region is written as Cohort has it', async () => {
  const contacts = await openContacts(cohort.config, {lang: text});
  expect(await contacts.statuses({Email: 'ann@example.com', lang: 'pt_BR'})).toEqual(['created']);
  expect(await cohort.user('ann@example.com')).toMatchObject({lang: 'pt'});
  for (const lang of ['PT', 'pt-419', 'pt_Latn_BR']) {
    expect(await contacts.statuses({Email: 'ann@example.com', lang})).toEqual(['unchanged']);
  }
  await contacts.close();
});

test('a dry run tells what would be done, with examples, and does nothing', async () => {
  await cohort.put([{email: 'ann@example.com', firstName: 'Ann'}, {email: 'bob@example.com'}]);
  const contacts = await openContacts(
    {...cohort.config, dry_run: true},
    {firstName: text, points: number},
  );
  const statuses = await contacts.statuses(
    {Email: 'ann@example.com', firstName: 'Anne'},
    {Email: 'bob@example.com'},
    {Email: 'cho@example.com', points: 5},
    {Email: 'nobody'},
  );
  expect(statuses).toEqual(['updated', 'unchanged', 'created', 'rejected']);
  expect(contacts.recorded.logs).toEqual([
    'INFO Dry run: the user property points would be created (number).',
    'INFO Dry run: for example, ann@example.com would be updated: firstName "Ann" -> "Anne".',
    'INFO Dry run: for example, cho@example.com would be created: points null -> 5.',
  ]);
  expect(await cohort.calls('POST /v1/users/batch')).toBe(1);
  expect((await cohort.users()).map(({firstName}) => firstName)).toEqual(['Ann', null]);
  await contacts.close();
});

test('a dry run counts a user once as created, though several of its records come', async () => {
  const contacts = await openContacts({...cohort.config, dry_run: true}, {firstName: text});
  expect(await contacts.statuses({Email: 'ann@example.com', firstName: 'Ann'})).toEqual([
    'created',
  ]);
  expect(await contacts.statuses({Email: 'Ann@example.com', firstName: 'Anne'})).toEqual([
    'updated',
  ]);
  await contacts.close();
});

test('a dry run shows one example of each kind, and no more of a value than fits a line', async () => {
  const contacts = await openContacts({...cohort.config, dry_run: true}, {firstName: text});
  const firstName = 'x'.repeat(1000);
  await contacts.write({Email: 'ann@example.com', firstName}, {Email: 'bob@example.com'});
  expect(contacts.recorded.logs).toEqual([
    `INFO Dry run: for example, ann@example.com would be created: firstName null -> "${'x'.repeat(59)}....`,
  ]);
  await contacts.close();
});

test('a batch is cut by count and by bytes', async () => {
  const api = {lookup_size: 3, batch_size: 4, batch_bytes: 2000};
  const contacts = await openContacts({...cohort.config, api}, {city: text});
  const small = Array.from({length: 10}, (_, n) => ({Email: `small${n}@example.com`, city: 'x'}));
  await contacts.write(...small);
  expect(await cohort.calls('POST /v1/users/lookup')).toBe(4);
  expect(await cohort.calls('POST /v1/users/batch')).toBe(3);
  await cohort.forget();
  const large = Array.from({length: 4}, (_, n) => ({
    Email: `large${n}@example.com`,
    city: 'é'.repeat(430),
  }));
  await contacts.write(...large);
  expect(await cohort.calls('POST /v1/users/batch')).toBe(2);
  expect(contacts.batch.records).toBe(8);
  await contacts.close();
});
