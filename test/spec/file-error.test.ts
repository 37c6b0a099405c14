import {mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {toConnectorError} from '../../spec/connector-error.js';
import {namingFile} from '../../spec/file-error.js';

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('It threw nothing.');
}

const folder = mkdtempSync(join(tmpdir(), 'file-error-'));
writeFileSync(join(folder, 'file'), '');

test.each([
  ['a folder that is a file', () => mkdirSync(join(folder, 'file')), 'something else of this name'],
  ['a file in a file', () => readFileSync(join(folder, 'file', 'x')), 'a file where a folder is'],
  ['a file that is a folder', () => writeFileSync(folder, ''), 'a folder where a file is wanted'],
  ['a file in no folder', () => writeFileSync(join(folder, 'no', 'x'), ''), 'does not exist'],
])('%s is for the user to change, and the message names it', (_, act, reason) => {
  const {failure, message} = toConnectorError(thrownBy(act));
  expect(failure).toBe('config_error');
  expect(message).toContain(folder);
  expect(message).toContain(reason);
});

test('a missing folder for temporary files names the folder and TMPDIR', () => {
  const {failure, message} = toConnectorError(
    thrownBy(() => mkdtempSync(join(folder, 'missing', 'x-'))),
  );
  expect(failure).toBe('config_error');
  expect(message).toContain(`temporary files, ${join(folder, 'missing')}, cannot be used (ENOENT)`);
  expect(message).toContain('TMPDIR');
});

test.each([
  [{path: '/srv/spool'}, '/srv/spool cannot be written'],
  [{}, 'in the environment variable TMPDIR'],
])('a full disk passes: %j', (facts, text) => {
  const error = Object.assign(new Error('ENOSPC'), {code: 'ENOSPC', syscall: 'write', ...facts});
  expect(toConnectorError(error)).toMatchObject({
    failure: 'transient_error',
    message: expect.stringContaining(text),
  });
});

test('a full disk under an open file names the file', async () => {
  const error = Object.assign(new Error('ENOSPC'), {code: 'ENOSPC', syscall: 'write'});
  const thrown = await namingFile('/srv/runs.jsonl', () => Promise.reject(error)).catch(e => e);
  expect(toConnectorError(thrown)).toMatchObject({
    failure: 'transient_error',
    message:
      'The disk is full (ENOSPC): /srv/runs.jsonl cannot be written. Make room, then run again.',
  });
});

test.each([
  {code: 'EMFILE', syscall: 'spawn /usr/bin/node'},
  {code: 'ENFILE', syscall: 'open', path: '/srv/x'},
])('too many open files are for the user to allow: %j', facts => {
  expect(toConnectorError(Object.assign(new Error(facts.code), facts))).toMatchObject({
    failure: 'config_error',
    message: `Too many files are open (${facts.code}). Allow more, for example with ulimit -n 1024, then run again.`,
  });
});

test('a connection that fails is no error of a file', async () => {
  const error = await new Promise(resolve => {
    connect(1, '127.0.0.1').on('error', resolve);
  });
  expect(toConnectorError(error)).toMatchObject({
    failure: 'system_error',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});
