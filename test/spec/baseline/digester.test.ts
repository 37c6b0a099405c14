import {hash} from 'node:crypto';
import {EMPTY} from '@cohort-salesforce/spec/baseline';
import {expect, test} from 'vitest';
import {chaskey, toChaskeyKey} from '../../../spec/baseline/chaskey.js';
import {Digester} from '../../../spec/baseline/digester.js';
import {digesterOf} from '../../../spec/baseline/store-meta.js';

const KEY = Buffer.from('33343d839f389f004fe6982339cf7a41', 'hex');

test('Chaskey gives what its authors publish', () => {
  const words = chaskey(toChaskeyKey(KEY), '', 8).map(word => word >>> 0);
  expect(words).toEqual([0x792e8fe5, 0x75ce87aa, 0x2d1450b5, 0x1191970b]);
});

test('no two values have the same digest, whatever their length', () => {
  const digester = new Digester(KEY, 'chaskey');
  const values = new Set<string>();
  for (let length = 0; length < 80; length += 1) {
    for (const unit of ['a', '\u0001', '\u0100', '\ud83d\ude00']) values.add(unit.repeat(length));
  }
  const digests = new Set([...values].map(value => digester.digest(value)));
  expect(digests.size).toBe(values.size);
  for (const digest of digests)
    expect(Buffer.from(digest, 'latin1').toString('latin1')).toBe(digest);
  expect(digester.digest('')).toBe(EMPTY);
  expect(digester.digest(null)).toBe(EMPTY);
});

test('a store of an earlier version keeps its digests', () => {
  const key = KEY.toString('hex');
  const digester = digesterOf({version: 1, key});
  const digest = hash('sha1', `${KEY.toString('latin1')}Ada`, 'binary').slice(0, 6);
  expect(digester.digest('Ada')).toBe(digest);
  expect(digesterOf({version: 2, key}).digest('Ada')).not.toBe(digest);
});
