import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Emulators} from '../../fixtures/emulators.js';
import {execute, type Finished, HARNESS} from '../../fixtures/run-bin.js';
import {attributesOf, receive} from './otlp-receiver.js';

function traced({connection}: Emulators, endpoint: string): Promise<Finished> {
  const argv = ['sync', '--connection', connection, '--quiet'];
  return execute(HARNESS, argv, {env: {OTEL_EXPORTER_OTLP_ENDPOINT: endpoint}});
}

test('a run that fails says so in its trace; a receiver that refuses is only a warning', async () => {
  const emulators = await Emulators.forTest({contacts: 2});
  const secrets = join(emulators.folder, 'connection.secrets.yaml');
  const text = readFileSync(secrets, 'utf8');
  writeFileSync(secrets, text.replace(/api_key: .*/, 'api_key: test_of_nobody'));
  const receiver = await receive();
  const failed = await traced(emulators, receiver.url);
  expect(failed.code).toBe(2);
  const root = receiver.spans().find(({name}) => name === 'harness sync');
  expect(root?.status).toMatchObject({code: 2, message: expect.stringContaining('API key')});
  expect(attributesOf(root?.attributes ?? [])).toMatchObject({exit_reason: 'config_error'});

  writeFileSync(secrets, text);
  const refusing = await receive(400);
  const good = await traced(emulators, refusing.url);
  expect(good.code).toBe(0);
  expect(good.stderr).toContain('warning: OpenTelemetry: ');
});
