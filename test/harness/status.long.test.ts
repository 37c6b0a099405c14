import {existsSync, rmSync, writeFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {identifyProcess, machineIdentity} from '../../harness/store/process-identity.js';
import {Connection} from './numbers-connection.js';

describe('harness status', () => {
  test('shows runs, positions and rejects', async () => {
    const connection = new Connection();
    await connection.run('sync', {settings: {destination: {rejectEvery: 3}}});
    const {code, stdout} = await connection.run('status');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /sync: done in .*\n {4}import Contact:\n {6}7 read, 6 created, 0 updated, 0 unchanged, 1 rejected\n/,
    );
    expect(stdout).toMatch(/State of the import: saved 20/);
    expect(stdout).toMatch(/Rejected records of users: 1 \(NO 1\) in /);
  });

  test('shows a run in progress, and one that was killed', async () => {
    const connection = new Connection();
    await connection.run('import');
    const self = identifyProcess(process.pid);
    const holder = {...self, machine: machineIdentity(), since: '2026-01-01', connectors: []};
    writeFileSync(connection.inFolder('lock'), JSON.stringify(holder));
    const atWork = await connection.run('status');
    expect(atWork.stdout).toContain(`Running: process ${process.pid}, since 2026-01-01\n`);
    writeFileSync(connection.inFolder('lock'), JSON.stringify({...holder, started: 'before'}));
    const killed = await connection.run('status');
    expect(killed.stdout).toContain('Killed: process');
    expect(existsSync(connection.inFolder('lock'))).toBe(true);
  });

  test('knows a connection that is not there from one that has never run', async () => {
    const connection = new Connection();
    expect((await connection.run('status')).stdout).toContain('No runs yet.');
    rmSync(connection.path);
    const {code, stderr} = await connection.run('status');
    expect(code).toBe(2);
    expect(stderr).toContain(`there is no file ${connection.path}`);
  });
});
