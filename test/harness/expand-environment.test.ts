import {expect, test} from 'vitest';
import {expandEnvironment} from '../../harness/connection/expand-environment.js';

const environment = {HOST: 'h', NESTED: '$' + '{HOST}', ON: 'true', EMPTY: ''};

function expand(value: unknown) {
  const missing: string[] = [];
  const expanded = expandEnvironment(value, environment, (path, name) =>
    missing.push(`${path} ${name}`),
  );
  return {expanded, missing};
}

test.each([
  ['https://$' + '{HOST}:1/$' + '{HOST}', 'https://h:1/h'],
  ['$' + '{EMPTY}', ''],
  ['$' + '{NESTED}', '$' + '{HOST}'],
  ['$$' + '{HOST}', '$' + '{HOST}'],
  ['$HOST', '$HOST'],
  ['$' + '{not a name}', '$' + '{not a name}'],
  ['$' + '{ON}', true],
  [7, 7],
  [null, null],
])('%j becomes %j', (text, wanted) => {
  expect(expand({a: [text]})).toEqual({expanded: {a: [wanted]}, missing: []});
});

test('names the path of each variable that is not set', () => {
  const {missing} = expand({a: {b: '$' + '{ONE} $' + '{TWO}'}, c: ['$' + '{HOST}', '$' + '{ONE}']});
  expect(missing).toEqual(['/a/b ONE', '/a/b TWO', '/c/1 ONE']);
});
