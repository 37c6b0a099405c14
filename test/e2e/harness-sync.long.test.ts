import {readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {Emulators} from '../fixtures/emulators.js';
import {execute, HARNESS} from '../fixtures/run-bin.js';

let emulators: Emulators;
beforeAll(async () => {
  emulators = await Emulators.start({contacts: 500, users: 60});
});
afterAll(() => emulators.stop());

describe('the four connectors through the harness', () => {
  test('check finds everything in order', async () => {
    expect(await emulators.harness('check')).toMatchObject({code: 0, summary: {errors: []}});
  });

  test('import and export again and again write nothing after the first rounds', async () => {
    const first = await emulators.harness('sync');
    expect(first.code).toBe(0);
    const [imported, exported] = first.summary.streams;
    expect(imported?.created).toBeGreaterThan(400);
    expect(imported?.rejected).toBeGreaterThan(0);
    expect(exported?.created).toBeGreaterThan(20);
    for (const stream of first.summary.streams) {
      const {created, updated, unchanged, rejected} = stream;
      expect(created + updated + unchanged + rejected).toBe(stream.read);
    }
    await emulators.harness('sync');
    const {code, summary} = await emulators.harness('sync');
    expect(code).toBe(0);
    expect(summary.streams.map(({created, updated}) => created + updated)).toEqual([0, 0]);
  });

  test('a sync with nothing new calls Salesforce twice, and Cohort once besides the pages of users', async () => {
    await emulators.forget();
    const summary = await emulators.complete('sync');
    expect(summary.streams).toMatchObject([{read: 0}, {read: 0}]);
    expect(summary.api_calls.salesforce).toBeLessThanOrEqual(2);
    const {salesforce, cohort} = await emulators.stats();
    expect(salesforce.routes['POST /services/oauth2/token']).toBe(1);
    const {'GET /v1/users': _pages, ...others} = cohort.routes;
    expect(others).toEqual({'GET /v1/user-properties': 1});
  });

  test('by hand, with the printed catalog, the connectors come to the same', async () => {
    await emulators.reset();
    await emulators.harness('import');
    const wanted = await emulators.snapshot('export');
    await emulators.reset();
    const printed = await execute(HARNESS, [...emulators.arguments('import'), '--print-catalog']);
    const catalog = join(emulators.folder, 'catalog.json');
    writeFileSync(catalog, printed.stdout);
    const files = (name: string) =>
      `--config ${emulators.folder}/${name}.json --catalog ${catalog}`;
    // The links decide which of several records with one address counts, and which side wins.
    const config = join(emulators.folder, 'destination-cohort.json');
    const settings = JSON.parse(readFileSync(config, 'utf8'));
    const baseline_dir = join(emulators.folder, 'by-hand');
    const connection = parse(readFileSync(join(emulators.folder, 'connection.yaml'), 'utf8'));
    const imported = Object.keys(connection.import.fields);
    const exported: unknown[] = Object.values(connection.export.properties);
    const two_way = imported.filter(field => exported.includes(field));
    const link = {user_id: connection.export.user_id_field};
    writeFileSync(config, JSON.stringify({...settings, baseline_dir, two_way, link}));
    const source = `${resolve('bin/source-salesforce')} read ${files('source-salesforce')}`;
    const destination = `${resolve('bin/destination-cohort')} write ${files('destination-cohort')}`;
    const {code} = await execute('bash', ['-o', 'pipefail', '-c', `${source} | ${destination}`]);
    expect(code).toBe(0);
    expect(await emulators.snapshot('export')).toEqual(wanted);
  });

  test('plan writes nothing and retry-rejects sends what was rejected', async () => {
    await emulators.reset();
    const before = await emulators.snapshot('export');
    const planned = await emulators.harness('plan');
    expect(planned.code).toBe(0);
    expect(planned.summary.examples).not.toEqual([]);
    expect(await emulators.snapshot('export')).toEqual(before);
    const {summary: done} = await emulators.harness('import');
    expect(planned.summary.streams[0]).toMatchObject({
      read: done.streams[0]?.read,
      rejected: done.streams[0]?.rejected,
    });
    const {code, summary} = await emulators.harness('retry-rejects');
    expect(code).toBe(0);
    expect(summary.streams).toMatchObject([{rejected: done.streams[0]?.rejected}]);
  });
});
