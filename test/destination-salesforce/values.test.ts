import {ExactNumber, parseJson, toEmailKey} from '@cohort-salesforce/spec';
import {describe, expect, test} from 'vitest';
import {
  convertValue,
  type Field,
  isEmailAddress,
  isSameCell,
  toStoredCell,
} from '../../destination-salesforce/values/index.js';
import {contact, field} from './fixtures/describes.js';

function fieldOf(name: string): Field {
  return contact.fields.find(match => match.name === name) ?? field(name);
}

function cell(name: string, value: unknown, options?: {truncate: boolean}): unknown {
  const converted = convertValue(fieldOf(name), value, options);
  return 'rejection' in converted ? converted.rejection.code : converted.value;
}

describe('a value on its way to Salesforce', () => {
  test('text is trimmed, and an empty one is no value', () => {
    expect(cell('FirstName', '  Ann ')).toBe('Ann');
    expect(cell('FirstName', '   ')).toBeNull();
    expect(cell('FirstName', null)).toBeNull();
  });

  test('a number goes into a text field without exponent and with all its digits', () => {
    expect(cell('FirstName', 1e21)).toBe('1000000000000000000000');
    expect(cell('FirstName', 1.5e-7)).toBe('0.00000015');
    expect(cell('FirstName', new ExactNumber('12345678901234567890.5'))).toBe(
      '12345678901234567890.5',
    );
  });

  test('a structure goes into a text field as JSON with all digits of its numbers', () => {
    const given = parseJson('{"card":{"number":9007199254740993}}');
    expect(cell('Description', given)).toBe('{"card":{"number":9007199254740993}}');
  });

  test('text longer than the field is refused with both lengths', () => {
    const converted = convertValue(fieldOf('FirstName'), 'x'.repeat(41));
    expect(converted).toEqual({
      rejection: {
        code: 'STRING_TOO_LONG',
        message: 'First Name: data value too large: 41 characters (max length=40)',
      },
    });
  });

  test('text is cut when asked, never through a character, and an email address never', () => {
    expect(cell('FirstName', `${'x'.repeat(39)}😀y`, {truncate: true})).toBe('x'.repeat(39));
    const cut = convertValue(fieldOf('FirstName'), 'y'.repeat(50), {truncate: true});
    expect(cut).toEqual({value: 'y'.repeat(40), truncatedFrom: 50});
    expect(cell('Email', `${'x'.repeat(90)}@example.com`, {truncate: true})).toBe(
      'STRING_TOO_LONG',
    );
  });

  test.each([
    ['Loyalty_Points__c', '12.5', '13'],
    ['Loyalty_Points__c', -12.5, '-13'],
    ['Loyalty_Points__c', '+007', '7'],
    ['Loyalty_Points__c', '-0', '0'],
    ['Loyalty_Points__c', new ExactNumber('123456789012345678'), '123456789012345678'],
    ['Loyalty_Points__c', '1234567890123456789', 'NUMBER_OUTSIDE_VALID_RANGE'],
    ['Loyalty_Points__c', 'many', 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
    ['Loyalty_Points__c', true, 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
    ['Loyalty_Points__c', {points: 1}, 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
    ['Loyalty_Points__c', [1], 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
    ['Lifetime_Value__c', '.005', '0.01'],
    ['Lifetime_Value__c', '0.004', '0'],
    ['Lifetime_Value__c', '9.999e1', '99.99'],
    ['Lifetime_Value__c', '-12.345', '-12.35'],
    ['Lifetime_Value__c', '007.50', '7.5'],
    ['Lifetime_Value__c', '-0.0', '0'],
    ['Lifetime_Value__c', '1e99', 'NUMBER_OUTSIDE_VALID_RANGE'],
    ['Visits__c', '12.0', '12'],
    ['Visits__c', '12.5', 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
    ['Visits__c', 123456789, 'NUMBER_OUTSIDE_VALID_RANGE'],
  ])('%s takes %s as %s', (name, value, expected) => {
    expect(cell(name, value)).toBe(expected);
  });

  test.each([
    ['Birthdate', '2024-02-29', '2024-02-29'],
    ['Birthdate', '2024-02-29T23:30:00+02:00', '2024-02-29'],
    ['Birthdate', '2023-02-29', 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
    ['Birthdate', '29/02/2024', 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
    ['Last_Visit__c', '2024-02-29T23:30:00+02:00', '2024-02-29T21:30:00.000Z'],
    ['Last_Visit__c', '2024-02-29T23:30:00.987654Z', '2024-02-29T23:30:00.000Z'],
    ['Last_Visit__c', '2024-02-29T23:30:59.987Z', '2024-02-29T23:30:59.000Z'],
    ['Last_Visit__c', '2023-02-29T23:30:00.000Z', 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
    ['Last_Visit__c', '2024-02-28T25:00:00.000Z', 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
    ['Last_Visit__c', '2024-02-29 23:30', '2024-02-29T23:30:00.000Z'],
    ['Last_Visit__c', '2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['Last_Visit__c', 'yesterday', 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
    ['Opens__c', '09:30', '09:30:00.000Z'],
    ['Opens__c', '25:00', 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
    ['Newsletter__c', 'TRUE', 'true'],
    ['Newsletter__c', 0, 'false'],
    ['Newsletter__c', 'perhaps', 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
    ['Newsletter__c', 'constructor', 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
    ['AccountId', '001000000000001', '001000000000001'],
    ['AccountId', 'Acme', 'MALFORMED_ID'],
    ['Loyalty_Tier__c', 'gold', 'Gold'],
    ['Loyalty_Tier__c', 'Tin', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    ['Loyalty_Tier__c', 'x'.repeat(256), 'STRING_TOO_LONG'],
    ['Interests__c', 'Travel; food;Travel', 'Food;Travel'],
    ['Interests__c', ['Sport', 'Food'], 'Food;Sport'],
    ['Interests__c', 'Food;Tin', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
  ])('%s takes %s as %s', (name, value, expected) => {
    expect(cell(name, value)).toBe(expected);
  });

  test.each([
    "o'brien@example.com",
    'a+b%c_d@example.co.uk',
    'josé@exämple.com',
    '李@example.com',
    '{a}`b|c~@x-y.example',
  ])('%s is an email address', address => {
    expect(isEmailAddress(address)).toBe(true);
  });

  test.each([
    'not-an-email',
    'a@b@c.com',
    'a b@example.com',
    'a@example',
    '@example.com',
    'a@-example.com',
    '.a@example.com',
    'a..b@example.com',
    '"a"@example.com',
    'a\n@example.com',
    "x' OR Email != '@example.com",
    'a\\@example.com',
    '\uD800@example.com',
  ])('%j is no email address', address => {
    expect(isEmailAddress(address)).toBe(false);
  });

  test('two spellings of one address have one key', () => {
    expect(toEmailKey(' JOSE\u0301@Example.com ')).toBe(toEmailKey('josé@example.com'));
  });
});

describe('comparing with what Salesforce stores', () => {
  test.each([
    ['FirstName', 'Ann', 'Ann ', true],
    ['FirstName', 'Ann', 'ann', false],
    ['Description', 'a\nb', 'a\r\nb', true],
    ['Loyalty_Points__c', '12', 12, true],
    ['Loyalty_Points__c', '12', '12.0', true],
    ['Loyalty_Points__c', '12', '13', false],
    ['Loyalty_Points__c', '123456789012345678', 123456789012345680, true],
    ['Lifetime_Value__c', '1234567.8', '1.2345678E6', true],
    ['Last_Visit__c', '2024-02-29T23:30:00.000Z', '2024-02-29T23:30:00.000+0000', true],
    ['Last_Visit__c', '2024-02-29T23:30:00.000Z', '2024-02-29T23:30:01.000Z', false],
    ['Newsletter__c', 'true', true, true],
    ['Newsletter__c', 'false', 'true', false],
    ['AccountId', '001000000000001', '001000000000001AAA', true],
    ['Interests__c', 'Food;Travel', 'Travel;Food', true],
    ['Work_Email__c', 'JOSE\u0301@Example.com', 'josé@example.com', true],
    ['Work_Email__c', 'ann@example.com', 'bob@example.com', false],
    ['FirstName', null, '', true],
    ['FirstName', null, 'Ann', false],
  ])('%s: %s over %s', (name, value, stored, isSame) => {
    const its = fieldOf(name);
    expect(isSameCell(its, value, toStoredCell(its, stored))).toBe(isSame);
  });
});
