import {expect, test} from 'vitest';
import {findUnencoded} from '../../../spec/index.js';

test.each([
  ['/', 'postgresql://sync:pass/secretpart@db.example.com:5432/d'],
  ['/', 'postgresql://sync:12/secretpart@db.example.com:5432/d'],
  ['/', 'postgresql://sync:/secretpart@db.example.com/d?sslmode=require'],
  ['/', 'postgresql://sync:p@ss/secretpart@db.example.com/d'],
  ['?', 'postgresql://sync:pass?secretpart@db.example.com/d'],
  ['?', 'postgresql://sync:12?secretpart@db.example.com/d?sslmode=require'],
  ['?', 'postgresql://sync:secretpart?a=b@db.example.com/d'],
  ['#', 'postgresql://sync:pass#secretpart@db.example.com/d'],
  ['#', 'postgresql://sync:12#secretpart@db.example.com/d'],
  ['%', 'postgresql://sync:100%@db.example.com/d'],
  ['%', 'postgresql://sync:pass%secretpart@db.example.com/d'],
  ['%', 'postgresql://sy%nc:x@db.example.com/d'],
])('an unencoded %s is found, and how to encode it', (character, url) => {
  const problem = findUnencoded(url);
  expect(problem).toContain(`unencoded "${character}": write ${encodeURIComponent(character)} `);
  expect(problem).not.toContain('secretpart');
});

test.each([
  'postgresql://sync:p%2Fa%3Fs%23s%40w%25d@db.example.com:5432/d',
  'postgresql://sync:p@ss@db.example.com/d',
  'postgresql://sync:pass@[::1]:5432/d?sslmode=require',
  'postgresql://db.example.com/d?user=ann@example.com',
  'postgresql://db.example.com?user=ann@example.com&password=x',
  'postgresql:///d?host=/var/run/postgresql',
  'postgresql://%2Fvar%2Frun%2Fpostgresql/d',
  'postgresql://sync:pass@db.example.com/d?options=-c%20search_path=a@b',
  'postgresql://localhost/d',
])('%s is encoded', url => {
  expect(findUnencoded(url)).toBeUndefined();
});
