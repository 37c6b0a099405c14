import {appendFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {parse, stringify} from 'yaml';
import {Emulators} from '../fixtures/emulators.js';
import {execute, HARNESS, lastLine} from '../fixtures/run-bin.js';
import {receive} from '../harness/telemetry/otlp-receiver.js';
import {receiveAlerts} from './fixtures/receive-alerts.js';

// Small pages make everything that is read too much for a few REST calls.
async function start(api: 'REST' | 'bulk'): Promise<Emulators> {
  const emulators = await Emulators.forTest({
    contacts: 40,
    users: 12,
    ...(api === 'bulk' && {queryPageSize: 2}),
  });
  const connection = parse(readFileSync(emulators.connection, 'utf8'));
  Object.assign(connection.export, {write_api: api.toLowerCase()});
  writeFileSync(emulators.connection, stringify(connection));
  return emulators;
}

async function idOf(emulators: Emulators, where: string): Promise<{Id: string; Email: string}> {
  const soql = `SELECT Id, Email FROM Contact WHERE ${where} LIMIT 1`;
  const path = `/query?q=${encodeURIComponent(soql)}`;
  const {records} = (await emulators.salesforce('GET', path)) as {
    records: {Id: string; Email: string}[];
  };
  const [found] = records;
  if (!found) throw new Error(`No contact has ${where}.`);
  return found;
}

describe.each(['REST', 'bulk'] as const)('%s', api => {
  test('limits stop a run and alert, in a first run and in a later one', async () => {
    const emulators = await start(api);
    const {url, alerts} = await receiveAlerts();
    const written = readFileSync(emulators.connection, 'utf8');
    const limit = (limits: object) => {
      writeFileSync(emulators.connection, written);
      appendFileSync(
        emulators.connection,
        `\non_failure: ${url}\nlimits: ${JSON.stringify(limits)}\n`,
      );
    };
    limit({max_changes: 5});
    const first = await emulators.harness('sync');
    expect(first).toMatchObject({code: 1, summary: {status: 'failed'}});
    expect(first.summary.errors[0]?.message).toContain('limits.max_changes');
    limit({});
    await emulators.complete('sync');

    await emulators.salesforce(
      'PATCH',
      `/sobjects/Contact/${(await idOf(emulators, 'Email != null')).Id}`,
      {
        FirstName: 'Edited',
      },
    );
    limit({max_changes: 0});
    const later = await emulators.harness('sync');
    expect(later.code).toBe(1);
    expect(later.summary.errors[0]?.message).toContain('limits.max_changes');
    limit({});
    const allowed = await emulators.complete('sync');
    expect(allowed.streams.reduce((sum, {updated}) => sum + updated, 0)).toBe(1);
    expect(alerts).toMatchObject([
      {event: 'failure', command: 'sync'},
      {event: 'failure', command: 'sync'},
    ]);
  });

  test('a first run and a later one report their calls, metrics, traces and changes, and a person is explained, synced alone and forgotten', async () => {
    const emulators = await start(api);
    const receiver = await receive();
    const metrics = join(emulators.folder, 'acme.prom');
    const env = {OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url};
    const argv = [...emulators.arguments('sync'), '--metrics-file', metrics];
    const used: number[] = [];
    const run = async () => {
      const {code, stdout} = await execute(HARNESS, argv, {env});
      expect(code).toBe(0);
      const {api_calls} = lastLine(stdout) as {api_calls: Record<string, number>};
      used.push(api_calls.salesforce ?? 0);
      expect(readFileSync(metrics, 'utf8')).toContain(
        `system="salesforce"} ${api_calls.salesforce}`,
      );
    };
    await run();
    const edited = await idOf(emulators, 'Email != null');
    await emulators.salesforce('PATCH', `/sobjects/Contact/${edited.Id}`, {FirstName: 'Edited'});
    await run();
    expect(receiver.spans().filter(({name}) => name === 'harness sync')).toHaveLength(2);
    const {routes} = (await emulators.stats()).salesforce;
    const isBulk = Object.keys(routes).some(route => route.includes('jobs/ingest'));
    expect(isBulk).toBe(api === 'bulk');

    const person = [...emulators.arguments('changes'), '--email', edited.Email, '--format', 'csv'];
    expect((await execute(HARNESS, person)).stdout).toContain('Edited');
    const {stdout} = await execute(HARNESS, ['status', '--connection', emulators.connection]);
    const sum = used.reduce((a, b) => a + b);
    expect(stdout).toMatch(new RegExp(`\\d{4}-\\d\\d-\\d\\d {2}salesforce ${sum}\\b`));

    const about = (command: string, ...more: string[]) =>
      execute(HARNESS, [...emulators.arguments(command), '--email', edited.Email, ...more]);
    await emulators.salesforce('PATCH', `/sobjects/Contact/${edited.Id}`, {FirstName: 'Alone'});
    expect((await about('explain')).stdout).toContain('Alone');
    expect((await about('explain', '--sync')).code).toBe(0);
    const users = await emulators.cohortUsers();
    const user = users.find(({email}) => email === edited.Email.toLowerCase());
    expect(user?.firstName).toBe('Alone');
    expect(lastLine((await about('forget')).stdout)).toMatchObject({
      removed: {changes: expect.any(Number)},
    });
    expect((await about('changes')).stdout).toBe('');
  });
});
