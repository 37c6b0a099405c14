import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {execute} from '../../fixtures/run-bin.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

const CONNECTORS = {
  source: ['source-cohort', 'source-salesforce'],
  destination: ['destination-cohort', 'destination-salesforce'],
};
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

type Entry = Record<string, unknown>;
type Registry = Record<'sources' | 'destinations', Entry[]>;

test('the registry has every connector, and a file for its version and the latest', async () => {
  const {folder, registry} = await buildRegistry();
  for (const type of ['source', 'destination'] as const) {
    const entries = registry[`${type}s`];
    const names = entries.map(({dockerRepository}) => String(dockerRepository));
    expect(names.toSorted()).toEqual(CONNECTORS[type].map(name => `cohort/${name}`));
    for (const entry of entries) {
      expect(entry[`${type}DefinitionId`]).toMatch(UUID);
      for (const version of [entry.dockerImageTag, 'latest']) {
        const at = join(folder, 'metadata', String(entry.dockerRepository), String(version));
        expect(JSON.parse(readFileSync(join(at, 'oss.json'), 'utf8'))).toEqual(entry);
        expect(readFileSync(join(at, 'icon.svg'), 'utf8')).toMatch(/^<svg /);
      }
    }
  }
});

test('an entry has the specification that the connector prints', async () => {
  const {registry} = await buildRegistry();
  for (const {dockerRepository, spec} of [...registry.sources, ...registry.destinations]) {
    const name = String(dockerRepository).replace('cohort/', '');
    const {stdout} = await execute(process.execPath, [`bin/${name}`, 'spec']);
    expect([name, JSON.parse(stdout).spec]).toEqual([name, spec]);
  }
});

test('destinations take part in data activation, sources suggest streams, all say where they call', async () => {
  const {registry} = await buildRegistry();
  for (const entry of registry.destinations) {
    expect(entry).toMatchObject({supportsDataActivation: true, supportsRefreshes: true});
  }
  for (const entry of registry.sources) {
    expect(entry).toMatchObject({
      sourceType: 'api',
      suggestedStreams: {streams: expect.any(Array)},
    });
  }
  for (const entry of [...registry.sources, ...registry.destinations]) {
    expect(entry).toMatchObject({allowedHosts: {hosts: expect.any(Array)}, tombstone: false});
  }
});

test('the address and the namespace of the images appear in every entry', async () => {
  const images = 'registry.example.com/team';
  const {folder, registry} = await buildRegistry(
    '--images',
    images,
    '--url',
    'http://r.example/a/',
  );
  expect(registry.sources.map(({iconUrl}) => iconUrl)).toContain(
    `http://r.example/a/metadata/${images}/source-salesforce/latest/icon.svg`,
  );
  const page = join(folder, 'metadata', images, 'source-salesforce/0.1.0/doc.md');
  expect(readFileSync(page, 'utf8')).not.toMatch(/\]\((?!https?:|#)/);
});

describe('merging into another registry', () => {
  test('keeps its connectors and replaces an older entry of ours', async () => {
    const {registry: ours} = await buildRegistry();
    const others = [{sourceDefinitionId: 'theirs', name: 'Theirs'}];
    const older = {...ours.sources[0], dockerImageTag: '0.0.1'};
    const folder = await temporaryFolder();
    const file = join(folder, 'given.json');
    await execute('sh', ['-c', 'cat > "$0"', file], {
      input: JSON.stringify({sources: [...others, older], destinations: []}),
    });
    const {registry} = await buildRegistry('--merge', file);
    expect(registry).toEqual({...ours, sources: [...others, ...ours.sources]});
  });

  test('a file that is no registry is refused', async () => {
    const {code, stderr} = await run('--merge', 'package.json');
    expect([code, stderr]).toEqual([1, expect.stringContaining('package.json is no registry')]);
  });
});

test('an address without a slash at the end is refused, since the platform would drop its last part', async () => {
  const {code, stderr} = await run('--url', 'http://r.example/a');
  expect([code, stderr]).toEqual([1, expect.stringContaining('ends with a slash')]);
});

async function buildRegistry(...options: string[]) {
  const folder = await temporaryFolder();
  const {code, stderr} = await run('--out', folder, ...options);
  expect([code, stderr]).toEqual([0, '']);
  const file = join(folder, 'registries/v0/oss_registry.json');
  return {folder, registry: JSON.parse(readFileSync(file, 'utf8')) as Registry};
}

function run(...options: string[]) {
  return execute(process.execPath, ['spec/build/registry.mjs', ...options]);
}
