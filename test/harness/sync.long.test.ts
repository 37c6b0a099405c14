import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Summary} from '../../harness/report/summary.js';
import {lastLine} from '../fixtures/run-bin.js';
import {Connection} from './numbers-connection.js';

describe('harness sync', () => {
  test('imports, exports, imports what was exported, and reports both directions', async () => {
    const connection = new Connection();
    const {code, stdout} = await connection.run('sync', {more: ['--json']});
    expect(code).toBe(0);
    expect(lastLine(stdout)).toMatchObject({
      status: 'succeeded',
      streams: [
        {direction: 'import', stream: 'Contact', read: 7, created: 7},
        {direction: 'export', stream: 'users', read: 7, created: 7},
      ],
      api_calls: {salesforce: 8, cohort: 7},
    });
    expect(readdirSync(connection.inFolder('.')).sort()).toEqual([
      'baseline',
      'export.baseline.json',
      'export.catalog.json',
      'export.selection.json',
      'export.state.json',
      'import.baseline.json',
      'import.catalog.json',
      'import.selection.json',
      'import.state.json',
      'logs',
      'runs.jsonl',
    ]);
  });

  test('knows its connectors: another program for none of them is a mistake', async () => {
    const connection = new Connection();
    const {code, stderr} = await connection.run('import', {more: ['--connector', 'source=x']});
    expect(code).toBe(2);
    expect(stderr).toContain('--connector: found source, expected source-salesforce or ');
    expect(existsSync(connection.out)).toBe(false);
  });

  test('reports in words that people read', async () => {
    const {stdout} = await new Connection().run('sync');
    expect(stdout).toMatch(/ +read +created +updated +unchanged +rejected\n/);
    expect(stdout).toMatch(/import Contact +7 +7 +0 +0 +0\n/);
    expect(stdout).toMatch(/API calls: salesforce 8, cohort 7\n/);
    expect(stdout).toMatch(/Done in \d+\.\d s\.\n$/);
  });

  test('goes on from where it was, and starts again when the choice has changed', async () => {
    const connection = new Connection();
    await connection.run('import');
    const again = await connection.run('import', {more: ['--json']});
    expect(lastLine(again.stdout)).toMatchObject({streams: [{read: 0}]});
    connection.write({import: {users: 'existing'}});
    const changed = await connection.run('import', {more: ['--json']});
    expect(lastLine(changed.stdout)).toMatchObject({streams: [{read: 7}]});
  });

  test('starts every connector with the login that the one before was given', async () => {
    const connection = new Connection();
    const usedTokens = join(connection.folder, 'used-tokens');
    await connection.run('import', {settings: {source: {usedTokens}}});
    expect(readFileSync(usedTokens, 'utf8')).toBe('t\nt+\n');
    expect(connection.secrets).toContain('refresh_token: t++\n');
    // The config that a connector tells has settings too, which are the connection's own.
    expect(connection.secrets).not.toContain('objects:');
  });

  test('prints the catalog and does nothing', async () => {
    const connection = new Connection();
    const {code, stdout} = await connection.run('import', {more: ['--print-catalog']});
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      streams: [
        {
          stream: {name: 'Contact', json_schema: {properties: {id: {}, email: {}, text: {}}}},
          sync_mode: 'incremental',
          cursor_field: ['id'],
          primary_key: [['email']],
          destination_sync_mode: 'append_dedup',
          destination_object_name: 'users',
        },
      ],
    });
    expect(existsSync(connection.out)).toBe(false);
  });

  test('keeps its folder where --state-dir says', async () => {
    const connection = new Connection();
    const folder = join(connection.folder, 'elsewhere');
    await connection.run('import', {more: ['--state-dir', folder]});
    expect(existsSync(join(folder, 'import.state.json'))).toBe(true);
    expect(existsSync(connection.inFolder('.'))).toBe(false);
  });

  test('refuses an export without an import with exit code 2, and runs nothing', async () => {
    const connection = new Connection({import: {enabled: false}});
    const {code, stderr} = await connection.run('export');
    expect(code).toBe(2);
    expect(stderr).toContain('users are exported only if they are also imported');
    expect(existsSync(connection.inFolder('.'))).toBe(false);
  });

  test('does not export after an import that failed', async () => {
    const connection = new Connection();
    const {code, stdout} = await connection.run('sync', {
      settings: {source: {dieAt: 3}},
      more: ['--json'],
    });
    expect(code).toBe(1);
    expect(lastLine(stdout)).toMatchObject({streams: [{direction: 'import', read: 3}]});
  });

  test('tells what the import did when the export cannot begin', async () => {
    const connection = new Connection({export: {properties: {txt: 'Text__c'}}});
    const {code, stdout} = await connection.run('sync', {more: ['--json']});
    expect(code).toBe(2);
    expect(lastLine(stdout)).toMatchObject({streams: [{direction: 'import', created: 7}]});
  });

  test('names a field that the source does not have, with exit code 2', async () => {
    const connection = new Connection({import: {fields: ['txt', 'text']}});
    const {code, stderr} = await connection.run('import');
    expect(code).toBe(2);
    expect(stderr).toContain('Contact has no field txt (did you mean text?)');
  });

  test('writes what connectors say to a log, shows warnings, and shows no secret anywhere', async () => {
    const connection = new Connection();
    const log = (level: string) =>
      JSON.stringify({type: 'LOG', log: {level, message: `${level} hidden-secret`}});
    const settings = {source: {lines: ['a plain test_hidden', log('WARN'), log('INFO')]}};
    const {stdout, stderr} = await connection.run('import', {settings});
    const [name = ''] = readdirSync(connection.inFolder('logs'));
    const text = readFileSync(join(connection.inFolder('logs'), name), 'utf8');
    expect(text).toMatch(/INFO source-salesforce: a plain \*+\n/);
    expect(text).toMatch(/INFO source-salesforce: INFO \*+\n/);
    expect(stderr).toMatch(/warn: source-salesforce: WARN \*+\n/);
    expect(stdout + stderr + text).not.toMatch(/hidden/);
  });
});

describe('limits.max_rejected', () => {
  // 2 of 7 records are rejected.
  const settings = {destination: {rejectEvery: 3}, source: {stateEvery: 100}};
  const summaryOf = (stdout: string) => lastLine(stdout) as Summary;
  const sync = (limit: unknown) =>
    new Connection({limits: {max_rejected: limit}}).run('sync', {settings, more: ['--json']});

  test.each([2, '29%'])('%s lets a run with 2 of 7 rejected succeed', async limit => {
    const {code, stdout} = await sync(limit);
    expect([code, summaryOf(stdout).status]).toEqual([0, 'succeeded']);
  });

  test.each([1, '28%'])('%s fails it after its import, with the records stored', async limit => {
    const connection = new Connection({limits: {max_rejected: limit}});
    const {code, stdout} = await connection.run('sync', {settings, more: ['--json']});
    const {status, streams, errors} = summaryOf(stdout);
    expect([code, status, streams.length]).toEqual([1, 'failed', 1]);
    expect(errors[0]?.message).toContain(
      `2 of 7 records were rejected; limits.max_rejected allows ${limit}`,
    );
    expect(existsSync(connection.inFolder('rejects/Contact.jsonl'))).toBe(true);
  });

  test.each([-1, 'many', '101%', true])('%s is refused, and nothing runs', async limit => {
    const {code, stdout} = await sync(limit);
    expect(code).toBe(2);
    expect(summaryOf(stdout).errors[0]?.message).toContain('limits/max_rejected');
  });
});
