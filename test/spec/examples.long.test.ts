import {cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, symlinkSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {runBin} from '../fixtures/run-bin.js';
import {writeFiles} from '../fixtures/run-program.js';

const EXAMPLE = 'spec/examples/source-shop';
const CUSTOMERS = Array.from({length: 5}, (_, index) => ({
  id: `c${index}`,
  email: `c${index}@example.com`,
  points: index,
  updated_at: `2026-01-0${index + 1}T00:00:00Z`,
}));

/** The third system: pages of two customers, for a bearer token. */
async function startShop(): Promise<string> {
  const shop = createServer((request, response) => {
    const {searchParams} = new URL(request.url ?? '', 'http://shop');
    if (request.headers.authorization !== 'Bearer secret-token') {
      response.writeHead(401).end('{}');
      return;
    }
    const since = searchParams.get('since') ?? '';
    const from = Number(searchParams.get('from') ?? 0);
    const changed = CUSTOMERS.filter(({updated_at: at}) => at > since);
    const next =
      from + 2 < changed.length ? {next: `/customers?since=${since}&from=${from + 2}`} : {};
    response.end(JSON.stringify({customers: changed.slice(from, from + 2), ...next}));
  });
  await new Promise<void>(done => shop.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    shop.close();
  });
  return `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
}

/** A copy of what a build needs, with one folder more: the example as a connector. */
function copyWithExample(): string {
  const copy = mkdtempSync(join(tmpdir(), 'third-system-'));
  const isWanted = (path: string) => !/(^|\/)(dist|generated|node_modules)$/.test(path);
  const packages = readdirSync('.').filter(
    folder => folder !== 'node_modules' && existsSync(join(folder, 'package.json')),
  );
  for (const entry of [...packages, 'package.json', 'tsconfig.json', 'bin']) {
    cpSync(entry, join(copy, entry), {recursive: true, filter: isWanted});
  }
  cpSync(EXAMPLE, join(copy, 'source-shop'), {recursive: true});
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  return copy;
}

test('a third system is one folder more: it builds, and reads all, then what has changed', async () => {
  const copy = copyWithExample();
  for (const step of ['generate', 'compile', 'bundle']) {
    const {code, stderr} = await runBin(join(copy, `spec/build/${step}.mjs`), []);
    expect([step, code, stderr]).toEqual([step, 0, '']);
  }
  const program = join(copy, 'dist/programs/source-shop/main.mjs');
  const run = async (...argv: string[]) => {
    const {stdout} = await runBin(program, argv);
    return stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
  };
  const [stream] = (
    await run('discover', '--config', (await filesFor('secret-token')).config)
  ).flatMap(({catalog}) => catalog?.streams ?? []);
  const files = await filesFor('secret-token', {stream, sync_mode: 'incremental'});
  const given = ['--config', files.config, '--catalog', files.catalog];
  const first = await run('read', ...given);
  expect(first.flatMap(({record}) => record?.data ?? [])).toEqual(CUSTOMERS);
  const states = first.filter(({type}) => type === 'STATE').map(({state}) => state);
  const {state} = await writeFiles({state: states});
  const second = await run('read', ...given, '--state', state);
  expect(second.filter(({type}) => type === 'RECORD')).toEqual([]);

  const {config} = await filesFor('wrong-token');
  expect((await run('check', '--config', config)).at(-1)).toMatchObject({
    connectionStatus: {status: 'FAILED', message: 'token: the shop does not accept it.'},
  });

  async function filesFor(token: string, configured: object = {}) {
    shop ??= await startShop();
    const streams = [{...configured, destination_sync_mode: 'append'}];
    return writeFiles({config: {url: shop, token}, catalog: {streams}});
  }
});

let shop: string | undefined;

test('spec/README.md shows the example as it is, in about 60 lines', () => {
  const source = readFileSync(join(EXAMPLE, 'source.ts'), 'utf8');
  const readme = readFileSync('spec/README.md', 'utf8');
  for (const name of ['source.ts', 'main.ts', 'spec.json', 'package.json', 'tsconfig.json']) {
    expect(readme).toContain(readFileSync(join(EXAMPLE, name), 'utf8'));
  }
  expect(source.split('\n').length).toBeLessThan(80);
});

test('an error in a spec names its file', async () => {
  const copy = copyWithExample();
  const {config} = await writeFiles({config: '{"connectionSpecification": '});
  cpSync(config, join(copy, 'source-shop/spec.json'));
  const {code, stderr} = await runBin(join(copy, 'spec/build/generate.mjs'), []);
  expect(code).not.toBe(0);
  expect(stderr).toContain('source-shop/spec.json: Unexpected end of JSON input');
});
