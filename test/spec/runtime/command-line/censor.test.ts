import {expect, test} from 'vitest';
import {createCensor, isSecretPath} from '../../../../spec/runtime/command-line/censor.js';

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
  const censor = createCensor(schema);
  const key = '-----BEGIN-----\nabcdefghijklmnopqrstuvwxyz\n-----END-----';
  censor.learn({user: 'ann', credentials: {key: 's3"cr/t'}, private_key: key});
  expect(censor.clean('user ann, key s3"cr/t')).toBe('user ann, key **********');
  expect(censor.clean(JSON.stringify({key: 's3"cr/t'}))).toBe('{"key":"**********"}');
  expect(censor.clean(`?key=${encodeURIComponent('s3"cr/t')}`)).toBe('?key=**********');
  expect(censor.clean('line abcdefghijklmnopqrstuvwxyz')).toBe('line **********');
});

test('a rotated secret is learnt beside the old one', () => {
  const censor = createCensor(schema);
  censor.learn({credentials: {key: 'first-token'}});
  censor.learn({credentials: {key: 'second-token'}});
  expect(censor.clean('first-token second-token')).toBe('********** **********');
});

test('the path of a secret is known, so that its value is not shown', () => {
  const isSecret = isSecretPath(schema);
  expect(isSecret('/credentials/key')).toBe(true);
  expect(isSecret('/user')).toBe(false);
});

test('nothing of a secret stays because another one is its beginning', () => {
  const censor = createCensor(schema);
  censor.learn({credentials: {key: 'test_1'}, private_key: 'test_1_and_more'});
  expect(censor.clean('test_1_and_more, test_1')).toBe('**********, **********');
});

test('a secret that was received is blotted out as well', () => {
  const censor = createCensor(schema);
  censor.learnSecret('00Dxx0000001gPL!AQcAQFakeAccessToken');
  const echoed = Buffer.from('cid:00Dxx0000001gPL!AQcAQFakeAccessToken').toString('base64');
  expect(censor.clean(`echo ${echoed}`)).toMatch(/^echo Y2lk\S{0,4}\*{10}\S{0,4}$/);
});

test('what a terminal would obey is written out', () => {
  const censor = createCensor(schema);
  expect(censor.clean('a\u001b[2Jb')).toBe('a\\u001b[2Jb');
});
