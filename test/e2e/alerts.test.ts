import {once} from 'node:events';
import {appendFileSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';

test('a run that cannot log in calls on_failure and writes its metrics; a good one only the metrics', async () => {
  const emulators = await Emulators.forTest({contacts: 3});
  const alerts: Record<string, unknown>[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    alerts.push(JSON.parse(body));
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const {port} = server.address() as AddressInfo;
  appendFileSync(emulators.connection, `\non_failure: http://127.0.0.1:${port}/alerts\n`);
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
