import {expect, test} from 'vitest';
import {createRedactor, isSecretPath} from '../../../spec/run/redact.js';

const schema = {
  properties: {
    user: {type: 'string'},
    credentials: {
      oneOf: [{properties: {key: {type: 'string', airbyte_secret: true}}}],
    },
    private_key: {type: 'string', airbyte_secret: true},
  },
};

test('secrets are blotted out raw, in JSON, in URLs and line by line', () => {
  const redactor = createRedactor(schema);
  const key = '-----BEGIN-----\nabcdefghijklmnopqrstuvwxyz\n-----END-----';
  redactor.learn({user: 'ann', credentials: {key: 's3"cr/t'}, private_key: key});
  expect(redactor.redact('user ann, key s3"cr/t')).toBe('user ann, key **********');
  expect(redactor.redact(JSON.stringify({key: 's3"cr/t'}))).toBe('{"key":"**********"}');
  expect(redactor.redact(`?key=${encodeURIComponent('s3"cr/t')}`)).toBe('?key=**********');
  expect(redactor.redact('line abcdefghijklmnopqrstuvwxyz')).toBe('line **********');
});

test('a rotated secret is learnt beside the old one', () => {
  const redactor = createRedactor(schema);
  redactor.learn({credentials: {key: 'first-token'}});
  redactor.learn({credentials: {key: 'second-token'}});
  expect(redactor.redact('first-token second-token')).toBe('********** **********');
});

test('the path of a secret is known, so that its value is not shown', () => {
  const isSecret = isSecretPath(schema);
  expect(isSecret('/credentials/key')).toBe(true);
  expect(isSecret('/user')).toBe(false);
});

test('nothing of a secret stays because another one is its beginning', () => {
  const redactor = createRedactor(schema);
  redactor.learn({credentials: {key: 'test_1'}, private_key: 'test_1_and_more'});
  expect(redactor.redact('test_1_and_more, test_1')).toBe('**********, **********');
});
