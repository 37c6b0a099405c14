import {appendFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {receiveAlerts} from './fixtures/receive-alerts.js';

test('a run that cannot log in calls on_failure and writes its metrics; a good one only the metrics', async () => {
  const emulators = await Emulators.forTest({contacts: 3});
  const {url, alerts} = await receiveAlerts();
  appendFileSync(emulators.connection, `\non_failure: ${url}\n`);
  const metrics = join(emulators.folder, 'acme.prom');

  await emulators.complete('import', ['--metrics-file', metrics]);
  expect(readFileSync(metrics, 'utf8')).toContain('result="created"} 3\n');
  expect(alerts).toEqual([]);

  const secrets = join(emulators.folder, 'connection.secrets.yaml');
  const text = readFileSync(secrets, 'utf8');
  writeFileSync(secrets, text.replace(/api_key: .*/, 'api_key: test_of_nobody'));
  const {code} = await emulators.harness('sync', ['--metrics-file', metrics]);
  expect(code).toBe(2);
  expect(readFileSync(metrics, 'utf8')).toMatch(/run_success\{.*command="sync"\} 0\n/);
  expect(alerts).toMatchObject([{event: 'failure', command: 'sync', exit_reason: 'config_error'}]);
});
