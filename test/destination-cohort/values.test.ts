import {ExactNumber, toPlainDecimal} from '@cohort-salesforce/spec';
import {describe, expect, test} from 'vitest';
import {convertValue} from '../../destination-cohort/values/convert-value.js';
import {toCalendarDate} from '../../destination-cohort/values/to-calendar-date.js';
import {toUtcTimestamp} from '../../destination-cohort/values/to-utc-timestamp.js';

const asText = {type: 'text', kind: 'text'} as const;
const asMoment = {type: 'text', kind: 'datetime'} as const;
const asNumber = {type: 'number', kind: 'number'} as const;
const asBoolean = {type: 'boolean', kind: 'boolean'} as const;
const asDate = {type: 'date', kind: 'date'} as const;

test.each([
  ['plain', 'plain'],
  [' blanks stay ', ' blanks stay '],
  ['2024-01-01T00:00:00+02:00', '2024-01-01T00:00:00+02:00'],
  [1e21, '1000000000000000000000'],
  [1e-7, '0.0000001'],
  [-0.5, '-0.5'],
  [new ExactNumber('9007199254740993'), '9007199254740993'],
  [new ExactNumber('1.5e400'), `15${'0'.repeat(399)}`],
  [true, 'true'],
  [{a: [1, new ExactNumber('9007199254740993')]}, '{"a":[1,9007199254740993]}'],
])('text holds %j', (value, text) => {
  expect(convertValue(asText, value)).toEqual({value: text});
});

test.each([
  [0, 0],
  [1e308, 1e308],
  ['12.50', 12.5],
  ['-1e3', -1000],
])('a number property holds %j', (value, number) => {
  expect(convertValue(asNumber, value)).toEqual({value: number});
});

test.each([
  [new ExactNumber('9007199254740993'), 'NUMBER_NOT_EXACT'],
  [new ExactNumber('1e400'), 'NUMBER_NOT_EXACT'],
  ['9007199254740993', 'NUMBER_NOT_EXACT'],
  ['twelve', 'VALUE_NOT_NUMBER'],
  ['0x10', 'VALUE_NOT_NUMBER'],
  ['Infinity', 'VALUE_NOT_NUMBER'],
  [true, 'VALUE_NOT_NUMBER'],
])('a number property does not hold %j', (value, code) => {
  expect(convertValue(asNumber, value)).toMatchObject({rejection: {code}});
});

test('a boolean property holds what says true or false, and nothing else', () => {
  const values = [true, false, 'TRUE', ' false ', 'yes', 1];
  expect(values.map(value => convertValue(asBoolean, value))).toEqual([
    {value: true},
    {value: false},
    {value: true},
    {value: false},
    {rejection: {code: 'VALUE_NOT_BOOLEAN', message: 'neither true nor false'}},
    {rejection: {code: 'VALUE_NOT_BOOLEAN', message: 'neither true nor false'}},
  ]);
});

test.each([
  ['1583-10-15', '1583-10-15'],
  ['0999-01-01', '0999-01-01'],
  ['9999-12-31', '9999-12-31'],
  ['2024-02-29', '2024-02-29'],
  ['2000-02-29', '2000-02-29'],
  ['2023-02-29', undefined],
  ['1900-02-29', undefined],
  ['2024-13-01', undefined],
  ['2024-1-1', undefined],
  ['01/02/2024', undefined],
  ['2024-01-01T00:30:00.000+0200', '2023-12-31'],
  ['2024-01-01T23:30:00Z', '2024-01-01'],
  [20240101, undefined],
])('the calendar date of %j is %j', (value, date) => {
  expect(toCalendarDate(value)).toBe(date);
  const converted = convertValue(asDate, value);
  expect('value' in converted ? converted.value : undefined).toBe(date);
});

describe('moments', () => {
  test.each([
    ['2024-01-01T00:00:00.000+0200', '2023-12-31T22:00:00.000Z'],
    ['2024-01-01T00:00:00.000Z', '2024-01-01T00:00:00.000Z'],
    ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00.000Z'],
    ['2024-01-01 00:00:00-05', '2024-01-01T05:00:00.000Z'],
    ['2024-01-01T00:00:00.123456+05:30', '2023-12-31T18:30:00.123456Z'],
    ['1850-06-01T12:00:00.500+0000', '1850-06-01T12:00:00.500Z'],
  ])('%s is %s', (text, moment) => {
    expect(toUtcTimestamp(text)).toBe(moment);
    expect(convertValue(asMoment, text)).toEqual({value: moment});
  });

  test.each([
    '2024-01-01',
    '2024-01-01T00:00:00',
    '2024-02-30T12:00:00Z',
    '2024-01-01T25:00:00Z',
    'tomorrow',
    '',
  ])('%j is none', text => {
    expect(toUtcTimestamp(text)).toBeUndefined();
    expect(convertValue(asMoment, text)).toEqual({value: text});
  });
});

test.each([
  ['15', '15'],
  ['1.5e3', '1500'],
  ['1.5e1', '15'],
  ['1.5e0', '1.5'],
  ['-1.25E-3', '-0.00125'],
  ['1e-1', '0.1'],
  ['123.456e1', '1234.56'],
  ['0.125e1', '1.25'],
  ['-0.00125e2', '-0.125'],
  ['0.0125e6', '12500'],
  ['0e3', '0'],
  ['1e5000', '1e5000'],
  ['1e-5000', '1e-5000'],
])('%s without an exponent is %s', (decimal, plain) => {
  expect(toPlainDecimal(decimal)).toBe(plain);
});
