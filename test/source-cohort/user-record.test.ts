import {parseJson, stringifyJson} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';
import type {User} from '../../source-cohort/cohort/index.js';
import {prepareUserRecord} from '../../source-cohort/streams/user-record.js';

const USER = parseJson(
  '{"id":"u1","email":"a@x.com","lang":null,"properties":{"__proto__":"x","text":"\\ud83c \\"q\\"","big":12345678901234567890,"list":[1,{"a":true}],"no":false}}',
) as User;

test('a record has each field as the user has it, every digit of it, and null for what is missing', () => {
  const names = ['__proto__', 'text', 'big', 'list', 'no', 'constructor'];
  const fields = names.map(name => ({name, isCore: false}));
  const core = ['id', 'lang'].map(name => ({name, isCore: true}));
  expect(prepareUserRecord([...core, ...fields])(USER)).toBe(
    '{"id":"u1","lang":null,"__proto__":"x","text":"\\ud83c \\"q\\"","big":12345678901234567890,"list":[1,{"a":true}],"no":false,"constructor":null}',
  );
  expect(prepareUserRecord([])(USER)).toBe(stringifyJson({}));
});
