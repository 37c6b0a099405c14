import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {execute} from '../../fixtures/run-bin.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

test('every license of what is installed for production is allowed', async () => {
  const {code, stdout, stderr} = await node('spec/build/licenses.mjs');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^MIT +ajv@8/m);
});

test('a license that is not allowed is named with its package, and ends with 1', async () => {
  const packages = {
    'node_modules/fine': {version: '1.0.0', license: '(MIT OR GPL-3.0)'},
    'node_modules/a/node_modules/viral': {version: '2.0.0', license: 'AGPL-3.0'},
    'node_modules/tool': {version: '3.0.0', license: 'GPL-3.0', dev: true},
  };
  const file = join(await temporaryFolder(), 'lock.json');
  writeFileSync(file, JSON.stringify({packages}));
  const {code, stderr} = await node('spec/build/licenses.mjs', file);
  expect(code).toBe(1);
  expect(stderr).toBe('viral@2.0.0 has the license AGPL-3.0, which is not allowed\n');
});

test('the next version has the texts of the changesets and is set wherever a version is written', async () => {
  const root = await temporaryFolder();
  const write = (file: string, text: string) => writeFileSync(join(root, file), text);
  for (const folder of ['.changeset', 'spec', 'source-shop', 'docs', 'docs/running', 'bin'])
    mkdirSync(join(root, folder));
  write('.changeset/README.md', '# Changesets');
  write(
    '.changeset/one.md',
    '---\n"@cohort-salesforce/spec": minor\n---\n\nReads more\nthan before.\n',
  );
  write('CHANGELOG.md', '# Changelog\n\n## Unreleased\n\n- An older line.\n');
  write('package.json', '{"version": "0.1.0"}');
  write('spec/package.json', '{"version": "0.1.0"}');
  write('source-shop/metadata.yaml', 'dockerImageTag: 0.1.0\nmodels: 0.1.0.1');
  write('docs/running/cron.md', 'connectors-0.1.0.tgz and 10.1.0');
  // In place of npx and npm: what `changeset version` leaves behind.
  const bump = `#!/bin/sh\nsed -i 's/0.1.0/0.2.0/' spec/package.json\n`;
  for (const name of ['npx', 'npm']) {
    write(`bin/${name}`, name === 'npx' ? bump : '#!/bin/sh\n');
    chmodSync(join(root, 'bin', name), 0o755);
  }
  const args = ['spec/build/release-version.mjs', '--root', root];
  const {code, stderr} = await execute(process.execPath, args, {
    env: {...process.env, PATH: `${join(root, 'bin')}:${process.env.PATH}`},
  });
  expect([code, stderr]).toEqual([0, '']);
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  expect(read('CHANGELOG.md')).toBe(
    '# Changelog\n\n## Unreleased\n\n## 0.2.0\n\n- Reads more than before.\n- An older line.\n',
  );
  expect(read('package.json')).toBe('{"version": "0.2.0"}');
  expect(read('source-shop/metadata.yaml')).toBe('dockerImageTag: 0.2.0\nmodels: 0.1.0.1');
  expect(read('docs/running/cron.md')).toBe('connectors-0.2.0.tgz and 10.1.0');
});

test('one command builds the images of the four connectors and of the harness, with labels', async () => {
  const calls = await imagesBuiltBy('--name', 'registry.example.com/team');
  const names = calls.map(
    call => /--tag registry\.example\.com\/team\/(\S+):0\.1\.0 /.exec(call)?.[1],
  );
  expect(names).toEqual([
    'destination-cohort',
    'destination-salesforce',
    'harness',
    'source-cohort',
    'source-salesforce',
  ]);
  for (const call of calls) {
    expect(call).toMatch(/^build --file /);
    expect(call).toContain('--label org.opencontainers.image.version=0.1.0');
    expect(call).toContain('--label org.opencontainers.image.licenses=MIT');
  }
});

test('images for several platforms are built by buildx with a list of contents, and pushed', async () => {
  const [call] = await imagesBuiltBy('--platform', 'linux/amd64,linux/arm64');
  expect(call).toMatch(/^buildx build --platform linux\/amd64,linux\/arm64 --sbom=true .*--push /);
});

test('released images are based on one digest, others on what is here', async () => {
  const {image, digest} = JSON.parse(readFileSync('spec/build/base-image.json', 'utf8'));
  const argument = `--build-arg NODE_DIGEST=@${digest}`;
  for (const call of await imagesBuiltBy('--platform', 'linux/arm64'))
    expect(call).toContain(argument);
  expect((await imagesBuiltBy('--pinned'))[0]).toContain(argument);
  expect((await imagesBuiltBy())[0]).not.toContain('NODE_DIGEST');
  expect((await imagesBuiltBy('--pinned', '--node', '20'))[0]).not.toContain('NODE_DIGEST');
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  const dockerfile = readFileSync('harness/Dockerfile', 'utf8');
  expect(dockerfile).toContain(`ARG NODE_VERSION=${/\d+/.exec(image)?.[0]}\n`);
});

/** The arguments of each call of `docker`, for which a script stands in. */
async function imagesBuiltBy(...options: string[]): Promise<string[]> {
  const folder = await temporaryFolder();
  const log = join(folder, 'calls');
  const docker = join(folder, 'docker');
  writeFileSync(docker, `#!/bin/sh\necho "$*" >>"${log}"\n`);
  chmodSync(docker, 0o755);
  const env = {PATH: `${folder}:${process.env.PATH}`};
  const {code, stderr} = await execute(process.execPath, ['spec/build/images.mjs', ...options], {
    env,
  });
  expect([code, stderr]).toEqual([0, '']);
  return readFileSync(log, 'utf8').trim().split('\n');
}

function node(...args: string[]) {
  return execute(process.execPath, args);
}
