import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, writeFileSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, test, vi} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {runBin} from '../fixtures/run-bin.js';

const root = new URL('../..', import.meta.url).pathname;
const CONNECTORS = [
  'source-salesforce',
  'destination-cohort',
  'source-cohort',
  'destination-salesforce',
];
const wanted = process.env.CONTAINERS === '1';
const name = wanted
  ? 'the images'
  : 'the images (skipped: `npm run containers` builds them, with a container engine)';

// The emulators listen on this machine's loopback, which a container reaches on the host's network.
process.env.HARNESS_CONTAINER_OPTIONS = '--network host';

describe.skipIf(!wanted)(name, () => {
  beforeAll(() => {
    run('node', 'spec/build/bundle.mjs');
    for (const connector of CONNECTORS) {
      run('docker', 'build', '-q', '-f', `${connector}/Dockerfile`, '-t', imageOf(connector), '.');
    }
  }, 600_000);

  test.each(CONNECTORS)(
    '%s: starts as another user than root, and under sh as the platform does',
    connector => {
      expect(JSON.parse(docker(imageOf(connector), 'spec'))).toMatchObject({type: 'SPEC'});
      const inShell = ['--entrypoint', 'sh', imageOf(connector), '-c'];
      expect(
        JSON.parse(docker(...inShell, 'cd / && eval "$AIRBYTE_ENTRYPOINT spec"')),
      ).toMatchObject({
        type: 'SPEC',
      });
      expect(
        docker('--entrypoint', 'sh', imageOf(connector), '-c', 'echo > /tmp/x && ls -n /tmp/x'),
      ).toContain(' 1000 ');
    },
  );

  test.each(CONNECTORS)('%s: is at most 20 MB larger than its base', connector => {
    const [size = 0, base = 0] = [imageOf(connector), 'node:24-bookworm-slim'].map(sizeOf);
    expect(size - base).toBeLessThan(20_000_000);
  });

  test('check with a mounted config answers with a connection status', async () => {
    const emulators = await Emulators.forTest({contacts: 10});
    const config = join(emulators.folder, 'source-salesforce.json');
    chmodSync(emulators.folder, 0o755);
    chmodSync(config, 0o644);
    const mounted = ['--network', 'host', '-v', `${config}:/secrets/config.json:ro`];
    const answer = docker(
      ...mounted,
      imageOf('source-salesforce'),
      'check',
      '--config',
      '/secrets/config.json',
    );
    expect(answer).toContain('"status":"SUCCEEDED"');
  });

  test('records pass from image to image as on the platform: sh, another folder, named pipes', async () => {
    const emulators = await Emulators.forTest({contacts: 200});
    const {folder, connection} = emulators;
    const argv = ['import', '--connection', connection, '--print-catalog'];
    writeFileSync(join(folder, 'catalog.json'), (await runBin('harness', argv)).stdout);
    run('mkfifo', join(folder, 'records'), join(folder, 'answers'));
    run('chmod', '-R', 'a+rwX', folder);
    const reading = inShell(
      'source-salesforce',
      folder,
      'eval "$AIRBYTE_ENTRYPOINT read --config /job/source-salesforce.json --catalog /job/catalog.json" > /job/records',
    );
    const writing = inShell(
      'destination-cohort',
      folder,
      'cat /job/records | eval "$AIRBYTE_ENTRYPOINT write --config /job/destination-cohort.json --catalog /job/catalog.json" > /job/answers',
    );
    const answers = await readFile(join(folder, 'answers'), 'utf8');
    expect(await Promise.all([reading, writing])).toEqual([0, 0]);
    expect(answers).toContain('"type":"STATE"');
    expect((await emulators.cohortUsers()).length).toBeGreaterThan(150);
  });

  test('a sync through the images comes to what a sync through the programs comes to', async () => {
    const people = {contacts: 300, users: 60};
    const [inImages, inPrograms] = await Promise.all([
      Emulators.forTest(people),
      Emulators.forTest(people),
    ]);
    const found = await inImages.complete('sync', asImages);
    expect(found.streams).toEqual((await inPrograms.complete('sync')).streams);
    expect(await inImages.cohortUsers()).toEqual(await inPrograms.cohortUsers());
  });

  test.each([
    ['source-salesforce', 'read'],
    ['destination-cohort', 'write'],
  ] as const)(
    'after `docker kill` of %s the next run completes the import',
    async (connector, command) => {
      const people = {contacts: 20000};
      const [inImages, inPrograms] = await Promise.all([
        Emulators.forTest(people),
        Emulators.forTest(people),
      ]);
      const begun = inImages.harness('import', asImages);
      const container = await vi.waitUntil(() => runningContainer(connector, command), {
        timeout: 60_000,
      });
      run('docker', 'kill', container);
      const {code, summary} = await begun;
      expect(code).toBe(1);
      expect(summary.errors[0]?.message).toContain(connector);

      await Promise.all([inImages.complete('import', asImages), inPrograms.complete('import')]);
      expect(await inImages.cohortUsers()).toEqual(await inPrograms.cohortUsers());
    },
  );
});

const asImages = CONNECTORS.flatMap(connector => [
  '--connector',
  `${connector}=image:${imageOf(connector)}`,
]);

function runningContainer(connector: string, command: string): string | undefined {
  const argv = ['--no-trunc', '--filter', `ancestor=${imageOf(connector)}`];
  const lines = run('docker', 'ps', ...argv, '--format', '{{.ID}} {{.Command}}').split('\n');
  return lines.find(line => line.includes(` ${command} `))?.split(' ')[0];
}

function imageOf(connector: string): string {
  return `cohort/${connector}`;
}

function docker(...argv: string[]): string {
  return run('docker', 'run', '--rm', '-i', ...argv);
}

/** Runs a line under `sh` in an image that sees the folder as /job; resolves with the exit code. */
async function inShell(connector: string, folder: string, line: string): Promise<number> {
  const argv = ['run', '--rm', '--network', 'host', '--volume', `${folder}:/job`];
  const command = ['--workdir', '/tmp', '--entrypoint', 'sh', imageOf(connector), '-c', line];
  const child = spawn('docker', [...argv, ...command], {stdio: ['ignore', 'inherit', 'inherit']});
  const [code] = await once(child, 'close');
  return code;
}

function sizeOf(image: string): number {
  return Number(run('docker', 'image', 'inspect', '-f', '{{.Size}}', image));
}

function run(program: string, ...argv: string[]): string {
  return execFileSync(program, argv, {cwd: root, encoding: 'utf8'});
}
