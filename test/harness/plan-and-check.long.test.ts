import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {lastLine} from '../fixtures/run-bin.js';
import {Connection} from './numbers-connection.js';

describe('harness plan', () => {
  test('says what each direction would do, with examples, and keeps nothing', async () => {
    const connection = new Connection();
    const settings = {destination: {rejectEvery: 4}};
    const {code, stdout} = await connection.run('plan', {settings});
    expect(code).toBe(0);
    expect(stdout).toContain('What a sync would do now; nothing was written.');
    expect(stdout).toContain('  create p0 in Cohort\n    text:\n      + "x"\n');
    expect(stdout).toContain('  create p0 in Salesforce\n');
    expect(stdout).toContain('  Contact: 1 would be rejected, such as p3@example.com: NO: No.\n');
    expect(stdout).toMatch(/import Contact +7 +6 +0 +0 +1\n/);
    expect(existsSync(connection.out)).toBe(false);
    expect(readdirSync(connection.inFolder('.')).sort()).toEqual(['logs', 'runs.jsonl']);
  });

  test('starts from where a sync would', async () => {
    const connection = new Connection({export: null});
    await connection.run('import');
    const before = readFileSync(connection.inFolder('import.state.json'), 'utf8');
    const settings = {source: {records: 9}};
    const {stdout} = await connection.run('plan', {settings, more: ['--json']});
    expect(lastLine(stdout)).toMatchObject({streams: [{read: 2, created: 2}]});
    expect(readFileSync(connection.inFolder('import.state.json'), 'utf8')).toBe(before);
  });
});

describe('harness check', () => {
  test('asks all four and ends with 0 when all agree', async () => {
    const {code, stderr} = await new Connection().run('check');
    expect(code).toBe(0);
    expect(stderr.match(/^ok: /gm)).toHaveLength(4);
  });

  test('says what each one misses and ends with 2', async () => {
    const checks = {status: 'FAILED', message: 'The key is wrong.'};
    const {code, stdout} = await new Connection().run('check', {
      settings: {source: {checks}},
      more: ['--json'],
    });
    expect(code).toBe(2);
    expect(lastLine(stdout)).toMatchObject({
      exit_reason: 'config_error',
      errors: [
        {connector: 'source-salesforce', message: 'The key is wrong.'},
        {connector: 'source-cohort', message: 'The key is wrong.'},
      ],
    });
  });
});

describe('harness discover', () => {
  test('shows the fields of each system', async () => {
    const {code, stdout} = await new Connection().run('discover');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^salesforce Contact\n {2}id +integer\n {2}email +string\n/);
  });
});
