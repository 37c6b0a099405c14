import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {text} from 'node:stream/consumers';
import {expect, test} from 'vitest';
import {builtProgram} from '../../../fixtures/run-program.js';

/** Runs a program that is asked to end while it does what must not be interrupted. */
async function run(act: string) {
  const script = `
    import {withoutTermination} from ${JSON.stringify(builtProgram('spec/runtime/command-line/without-termination.js'))};
    const alive = setInterval(() => {}, 1000);
    const result = await withoutTermination(async () => { ${act} });
    console.log(result);
    await new Promise(done => setImmediate(done));
    console.log('goes on');
    clearInterval(alive);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const [stdout, [, signal]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return {stdout, signal};
}

test.each(['SIGTERM', 'SIGINT'])('%s ends the process only after the act', async name => {
  const act = `
    const asked = new Promise(done => process.once('${name}', done));
    process.kill(process.pid, '${name}');
    await asked;
    console.log('stored');`;
  const {stdout, signal} = await run(act);
  expect(signal).toBe(name);
  expect(stdout).toMatch(/^stored\n/);
  expect(stdout).not.toContain('goes on');
});

test('without a signal the process goes on', async () => {
  expect(await run(`return 'stored';`)).toEqual({stdout: 'stored\ngoes on\n', signal: null});
});
