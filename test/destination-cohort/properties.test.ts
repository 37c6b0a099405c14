import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {contactStream, number, text} from './fixtures/contacts.js';
import {open} from './open-and-check.js';

let cohort: Cohort;

beforeEach(async () => {
  cohort = await startCohort();
});

afterEach(() => cohort.close());

test('a property is found by its reference id or its name', async () => {
  await cohort.ask('/v1/user-properties', {
    name: 'Favourite colour',
    referenceId: 'colour',
    type: 'text',
  });
  await open(cohort, {mapping: {Email: 'email', C: 'Favourite colour'}}, contactStream({C: text}));
  await open(cohort, {mapping: {Email: 'email', C: 'colour'}}, contactStream({C: text}));
  await open(cohort, {mapping: {Email: 'email', C: 'Shoe size, EU'}}, contactStream({C: text}));
  await open(cohort, {mapping: {Email: 'email', C: 'Shoe size, EU'}}, contactStream({C: text}));
  const {data} = await cohort.ask('/v1/user-properties');
  expect(data.slice(-2).map(({name}: {name: string}) => name)).toEqual([
    'Favourite colour',
    'Shoe size, EU',
  ]);
});

test('a property whose creation was not answered, or that another run made, is taken as it is', async () => {
  await cohort.fault({method: 'POST', route: '/v1/user-properties', nth: 1, loseReply: true});
  const mapping = {Email: 'email', A: 'a', B: 'b'};
  await open(cohort, {mapping}, contactStream({A: text, B: number}));
  await Promise.all([
    open(cohort, {mapping: {...mapping, C: 'c'}}, contactStream({C: text})),
    open(cohort, {mapping: {...mapping, C: 'c'}}, contactStream({C: text})),
  ]);
  const {data} = await cohort.ask('/v1/user-properties');
  const ids = data.map(({referenceId}: {referenceId: string}) => referenceId);
  expect(ids.filter((id: string) => ['a', 'b', 'c'].includes(id)).toSorted()).toEqual([
    'a',
    'b',
    'c',
  ]);
});

test('a property is made although Cohort has trouble at first', async () => {
  const fault = {method: 'POST', route: '/v1/user-properties', times: 2, answer: {status: 503}};
  await cohort.fault(fault);
  await open(cohort, {mapping: {Email: 'email', A: 'a'}}, contactStream({A: text}));
  const {data} = await cohort.ask('/v1/user-properties');
  expect(data.at(-1)).toMatchObject({referenceId: 'a', type: 'text'});
});

test('a property that another run makes meanwhile is not taken when its type is another', async () => {
  await cohort.addProperty('thing', 'number');
  const answer = {status: 200, body: {data: [], nextCursor: null}};
  await cohort.fault({method: 'GET', route: '/v1/user-properties', nth: 1, answer});
  const opening = open(cohort, {mapping: {Email: 'email', A: 'thing'}}, contactStream({A: text}));
  await expect(opening).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringMatching(/^Creating the user property thing \(text\): Cohort refuses it/),
  });
});

test('a property that Cohort refuses to make is a config error in its words', async () => {
  const target = `x${'y'.repeat(300)}`;
  const opening = open(cohort, {mapping: {Email: 'email', A: target}}, contactStream({A: text}));
  await expect(opening).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringMatching(
      /^Creating the user property .*Cohort refuses it: generic\.invalid-request/,
    ),
  });
});
