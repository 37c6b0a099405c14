import type {JsonSchema} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';
import {boolean, date, moment, number, text} from '../fixtures/contacts.js';
import {contact, linkWorld} from './fixtures/link-world.js';

const MAIL = '003a@example.com';

interface Row {
  what: string;
  schema: JsonSchema;
  type: string;
  record: unknown;
  user: unknown;
}

const EQUAL: Row[] = [
  {
    what: 'rounded',
    schema: {...number, precision: 8, scale: 1},
    type: 'number',
    record: 12.3,
    user: 12.345,
  },
  {
    what: 'rounded half away from zero',
    schema: {...number, scale: 2},
    type: 'number',
    record: -2.35,
    user: -2.345,
  },
  {
    what: 'rounded to a whole number',
    schema: {type: ['integer', 'null'], scale: 0},
    type: 'number',
    record: 13,
    user: 12.5,
  },
  {what: 'cut', schema: {...text, maxLength: 5}, type: 'text', record: 'Alexa', user: 'Alexandra'},
  {
    what: 'cut after a blank',
    schema: {...text, maxLength: 5},
    type: 'text',
    record: 'Anna',
    user: 'Anna Lee',
  },
  {what: 'trimmed', schema: text, type: 'text', record: 'Ann', user: '  Ann '},
  {
    what: 'an address in lower case',
    schema: text,
    type: 'text',
    record: 'ann@x.ch',
    user: 'Ann@X.ch',
  },
  {
    what: 'choices in another order',
    schema: {...text, 'x-salesforce-type': 'multipicklist'},
    type: 'text',
    record: 'A;B',
    user: 'b;A; B',
  },
  {
    what: 'a choice in another case',
    schema: {...text, 'x-salesforce-type': 'picklist'},
    type: 'text',
    record: 'Gold',
    user: 'gold',
  },
  {
    what: 'a time without seconds',
    schema: {...text, 'x-salesforce-type': 'time'},
    type: 'text',
    record: '23:00:00.000Z',
    user: '23:00',
  },
  {
    what: 'cut before a character of two units',
    schema: {...text, maxLength: 5},
    type: 'text',
    record: 'Anna',
    user: 'Anna\u{1F600}',
  },
  {
    what: 'a moment without a zone',
    schema: moment,
    type: 'text',
    record: '2026-03-29T02:30:00.000+0000',
    user: '2026-03-29 02:30',
  },
  {
    what: 'a moment to the second',
    schema: moment,
    type: 'text',
    record: '2026-01-01T10:00:00.000+0000',
    user: '2026-01-01T10:00:00.250Z',
  },
  {
    what: 'the day of a moment',
    schema: moment,
    type: 'date',
    record: '2026-01-01T22:00:00.000Z',
    user: '2026-01-01',
  },
  {what: 'a number as text', schema: number, type: 'text', record: 40204.0, user: '40204'},
  {what: 'lines that end otherwise', schema: text, type: 'text', record: 'a\r\nb', user: 'a\nb'},
];

async function worldWith({schema, type, user}: Pick<Row, 'schema' | 'type' | 'user'>) {
  const world = await linkWorld({value: schema}, {two_way: ['value']});
  await world.cohort.addProperty('value', type);
  await world.cohort.put([{email: MAIL, properties: {value: user}}]);
  return world;
}

test.each(EQUAL)('equal, and left as it is: $what', async row => {
  const world = await worldWith(row);
  const first = await world.run([contact('003A', {value: row.record})]);
  expect([first.statuses, first.listed]).toEqual([['unchanged'], []]);
  expect((await world.userOf(MAIL)).properties.value).toBe(row.user);
  const touched = await world.run([contact('003A', {value: row.record})]);
  expect([touched.statuses, touched.listed]).toEqual([['unchanged'], []]);
});

test.each([
  {what: 'a name with an @', record: '@Ann', user: '@ann'},
  {
    what: 'a note with an address',
    record: 'Write to Bob, bob@x.ch',
    user: 'write to bob, bob@x.ch',
  },
  {what: 'a note with semicolons', record: 'Call; write', user: 'write; Call'},
  {
    what: 'a choice',
    schema: {...text, 'x-salesforce-type': 'picklist'},
    record: 'CEO',
    user: 'ceo',
  },
])('$what in another case or order is another text, and its change is written', async row => {
  const {schema = {...text, maxLength: 255}, user} = row;
  const world = await worldWith({schema, type: 'text', user});
  await world.run([contact('003A', {value: row.user})]);
  const changed = await world.run([contact('003A', {value: row.record})]);
  expect([changed.statuses, changed.listed]).toEqual([['updated'], []]);
  expect((await world.userOf(MAIL)).properties.value).toBe(row.record);
});

test('a language with a region is the language', async () => {
  const world = await linkWorld({lang: text}, {two_way: ['lang']});
  await world.cohort.put([{email: MAIL, lang: 'en'}]);
  const ran = await world.run([contact('003A', {lang: 'en_US'})]);
  expect([ran.statuses, ran.listed]).toEqual([['unchanged'], []]);
  await world.run([contact('003A', {lang: 'de_CH'})]);
  expect(await world.userOf(MAIL)).toMatchObject({lang: 'de'});
});

test.each([
  {value: '007', schema: text, type: 'number'},
  {value: '+7', schema: text, type: 'number'},
  {value: 'many', schema: text, type: 'number'},
] as const)(
  'a value that $type would alter is rejected, and only when it is to be written: $value',
  async row => {
    const world = await linkWorld({value: row.schema}, {property_types: {value: row.type}});
    await world.cohort.addProperty('value', row.type);
    const ran = await world.run([contact('003A', {value: row.value})]);
    expect(ran.statuses).toEqual(['VALUE_NOT_NUMBER']);
  },
);

test('a value that is in place or not written never rejects a record', async () => {
  const world = await linkWorld(
    {value: text, firstName: text},
    {property_types: {value: 'number'}},
  );
  await world.cohort.addProperty('value', 'number');
  await world.run([contact('003A', {value: '7', firstName: 'Ann'})]);
  // The record's value became one that cannot be written, as both sides knew it before.
  await world.withStore(async store => {
    const [pair] = await store.pairsOfRecords(['003A']);
    const value = await store.propertyNumber('value', 'value');
    pair?.properties.set(value, {salesforce: store.digest('007'), cohort: store.digest('7')});
    if (pair) await store.save({pairs: [pair]});
  });
  const ran = await world.run([contact('003A', {value: '007', firstName: 'Anna'})]);
  expect(ran.statuses).toEqual(['updated']);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Anna', properties: {value: 7}});
});

test('numbers keep every digit, booleans and dates their form', async () => {
  const world = await linkWorld({amount: number, news: boolean, born: date});
  await world.run([contact('003A', {amount: 1.005, news: false, born: '1990-02-28'})]);
  expect((await world.userOf(MAIL)).properties).toMatchObject({
    amount: 1.005,
    news: false,
    born: '1990-02-28',
  });
});

test('a field that the record does not have is left alone', async () => {
  const world = await linkWorld({firstName: text, value: text}, {clear_empty: true});
  await world.run([contact('003A', {firstName: 'Ann', value: 'x'})]);
  const ran = await world.run([contact('003A', {firstName: 'Anna'})]);
  expect(ran.statuses).toEqual(['updated']);
  expect((await world.userOf(MAIL)).properties.value).toBe('x');
});
