import {appendFileSync, existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {lastLine} from '../fixtures/run-bin.js';
import {Connection} from './numbers-connection.js';

describe('harness retry-rejects', () => {
  const rejecting = {destination: {rejectEvery: 3}};
  const rejectedKeys = (connection: Connection) =>
    readFileSync(connection.inFolder('rejects/Contact.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map(line => (JSON.parse(line) as {key: string}).key);

  test('sends only what was rejected, and forgets what is accepted now', async () => {
    const connection = new Connection({export: null});
    await connection.run('import', {settings: {...rejecting, source: {stateEvery: 100}}});
    expect(rejectedKeys(connection)).toEqual(['p2@example.com', 'p5@example.com']);
    const retried = await connection.run('retry-rejects', {more: ['--json']});
    expect(retried.code).toBe(0);
    expect(lastLine(retried.stdout)).toMatchObject({streams: [{read: 2, created: 2, rejected: 0}]});
    expect(existsSync(connection.inFolder('rejects/Contact.jsonl'))).toBe(false);
    const again = await connection.run('retry-rejects');
    expect(again.stderr).toContain('Nothing is rejected.');
  });

  test('imports what the export then wrote, as a sync does', async () => {
    const connection = new Connection();
    await connection.run('import');
    await connection.run('export', {settings: {...rejecting, source: {stateEvery: 100}}});
    const settings = {source: {records: 9}};
    const {code, stdout} = await connection.run('retry-rejects', {settings, more: ['--json']});
    expect(code).toBe(0);
    expect(lastLine(stdout)).toMatchObject({
      streams: [
        {direction: 'export', read: 2, created: 2},
        {direction: 'settle', read: 2, created: 2},
      ],
    });
  });

  test('passes over a rejection that a crash has cut off, and files of others', async () => {
    const connection = new Connection({export: null});
    await connection.run('import', {settings: rejecting});
    writeFileSync(connection.inFolder('rejects/100%.jsonl'), 'mine');
    appendFileSync(connection.inFolder('rejects/Contact.jsonl'), '{"key":"p6@exam');
    const status = await connection.run('status');
    expect(status.code).toBe(0);
    expect(status.stdout).toContain('Rejected records of Contact: 1 (NO 1) in ');
    const retried = await connection.run('retry-rejects', {more: ['--json']});
    expect(retried.code).toBe(0);
    expect(lastLine(retried.stdout)).toMatchObject({streams: [{read: 1, created: 1}]});
  });

  test('keeps what is rejected again, and everything when the run fails', async () => {
    const connection = new Connection({export: null});
    await connection.run('import', {settings: {destination: {rejectEvery: 1}}});
    await connection.run('retry-rejects', {settings: {source: {dieAt: 5}}});
    expect(rejectedKeys(connection)).toHaveLength(7);
    await connection.run('retry-rejects', {settings: {...rejecting, source: {stateEvery: 100}}});
    expect(rejectedKeys(connection)).toEqual(['p2@example.com', 'p5@example.com']);
  });
});

describe('damaged files', () => {
  test.each(['{', '', 'null', '[]'])(
    'a selection that is %j is not taken for unchanged: the direction starts again',
    async text => {
      const connection = new Connection({export: null});
      await connection.run('import');
      writeFileSync(connection.inFolder('import.selection.json'), text);
      const again = await connection.run('import', {more: ['--json']});
      expect(again.stderr).toMatch(/import\.selection\.json is damaged: .* starts again/);
      expect(lastLine(again.stdout)).toMatchObject({streams: [{read: 7}]});
      const third = await connection.run('import', {more: ['--json']});
      expect(lastLine(third.stdout)).toMatchObject({streams: [{read: 0}]});
    },
  );

  test.each(['logs', 'run'])(
    'a file in the place of the folder %s is named, and no lock stays',
    async name => {
      const connection = new Connection({export: null});
      await connection.run('import');
      rmSync(connection.inFolder(name), {recursive: true, force: true});
      writeFileSync(connection.inFolder(name), '');
      const {code, stderr} = await connection.run('import');
      if (name === 'logs') {
        expect(code).toBe(2);
        expect(stderr).toContain(`${connection.inFolder('logs')} cannot be used`);
      } else expect(code).toBe(0);
      expect(stderr).not.toMatch(/^ {4}at /m);
      expect(existsSync(connection.inFolder('lock'))).toBe(false);
    },
  );

  test('damaged rejects do not stop status and retry-rejects', async () => {
    const connection = new Connection({export: null});
    await connection.run('import', {settings: {destination: {rejectEvery: 3}}});
    appendFileSync(connection.inFolder('rejects/Contact.jsonl'), '{"key":"a","mess\nnull\n');
    const status = await connection.run('status');
    expect(status.code).toBe(0);
    expect(status.stdout).toContain('; 2 damaged lines cannot be read');
    const retried = await connection.run('retry-rejects');
    expect(retried.code).toBe(0);
    expect(retried.stderr).toContain('2 damaged lines of');
    expect(existsSync(connection.inFolder('rejects/Contact.jsonl.damaged'))).toBe(true);
  });
});
