import {readFileSync} from 'node:fs';
import {delimiter, dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {execute, HARNESS} from '../fixtures/run-bin.js';

describe('the command line', () => {
  test.each(['--help', '-h'])('shows with %s what there is', async option => {
    const {code, stdout} = await execute(HARNESS, [option]);
    expect(code).toBe(0);
    expect(stdout).toContain('harness sync');
  });

  test('has a version', async () => {
    const {version} = JSON.parse(readFileSync('package.json', 'utf8'));
    expect((await execute(HARNESS, ['--version'])).stdout).toBe(`${version}\n`);
  });

  test.each([
    ['/', `${HARNESS.slice(1)}`],
    [join(dirname(HARNESS), '..'), 'bin/harness'],
  ])('from %s says how its help is called: %s', async (cwd, name) => {
    const {stderr} = await execute(HARNESS, ['--unknown'], {cwd});
    expect(stderr).toContain(`See ${name} --help.`);
  });

  test('says how its help is called where it is on the PATH', async () => {
    const PATH = `${dirname(HARNESS)}${delimiter}${process.env.PATH}`;
    const {stderr} = await execute('harness', ['--unknown'], {cwd: '/', env: {PATH}});
    expect(stderr).toContain('See harness --help.');
  });

  test.each([
    [[], 'Which command?'],
    [['synk', '--connection', 'a.yaml'], 'Did you mean sync?'],
    [['transfer', '--connection', 'a.yaml'], 'Unknown command: transfer'],
    [['import'], 'connection'],
    [['import', '--connection', 'a.yaml', '--conection', 'b'], 'conection'],
    [['import', '--connection', 'a', '--connection', 'b'], '--connection is given twice'],
    [['import', '--connection', 'a', '--connector', 'x'], 'found x, expected NAME=PROGRAM'],
  ])('%j ends with 2 and says why', async (args, message) => {
    const {code, stdout, stderr} = await execute(HARNESS, args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
  });
});
