import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {expect, test} from 'vitest';
import {canRun} from '../../../fixtures/can-run.js';

const AS_FIRST = ['-Urpf', '--mount-proc'];

const canUnshare = await canRun('unshare', [...AS_FIRST, 'true']);

// What unshare has forked, by its process id out here.
function childOf({pid}: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}

test.skipIf(!canUnshare).each(['SIGTERM', 'SIGINT'] as const)(
  'as the first process of a container, a connector ends at %s although no default action does it',
  async signal => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const {port} = silent.address() as AddressInfo;
    const config = join(mkdtempSync(join(tmpdir(), 'first-')), 'config.json');
    writeFileSync(
      config,
      JSON.stringify({api_url: `http://127.0.0.1:${port}`, api_key: 'test_emulator_1'}),
    );
    const program = resolve('dist/programs/source-cohort/main.mjs');
    const args = [...AS_FIRST, process.execPath, program, 'discover', '--config', config];
    const child = spawn('unshare', args, {stdio: 'ignore'});
    const ended = once(child, 'exit');
    await Promise.race([once(silent, 'connection'), ended]);
    process.kill(childOf(child), signal);
    const [code] = await ended;
    silent.close();
    expect(code).toBe(signal === 'SIGTERM' ? 143 : 130);
  },
);
