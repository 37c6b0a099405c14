import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const program = fileURLToPath(new URL('../../../../bin/cohort-emulator', import.meta.url));

function start(...args: string[]) {
  return spawn(program, args, {stdio: ['ignore', 'pipe', 'pipe']});
}

async function firstLine({stdout}: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of stdout ?? []) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  return text;
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'says in one line where it answers, and stops at %s',
  async signal => {
    const child = start('--users', '4', '--seed', '3');
    const ready = JSON.parse(await firstLine(child));
    expect(ready).toMatchObject({api_key: 'test_emulator_3', live_api_key: 'live_emulator_3'});
    const headers = {authorization: `Bearer ${ready.api_key}`};
    const reply = await fetch(`${ready.url}/v1/users`, {headers});
    expect(((await reply.json()) as {data: object[]}).data).toHaveLength(4);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  },
);

test.each([['--users', 'many'], ['--unknown'], ['--rate-limit', 'x']])(
  'refuses %s with exit code 2 and tells the usage',
  async (...args) => {
    const child = start(...args.filter(Boolean));
    let told = '';
    child.stderr.on('data', chunk => {
      told += chunk;
    });
    expect(await once(child, 'close')).toEqual([2, null]);
    expect(told).toContain(args[0]);
    expect(told).toContain('cohort-emulator: ');
  },
);
