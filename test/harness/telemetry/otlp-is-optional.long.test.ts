import {mkdirSync, readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {expect, test} from 'vitest';
import {Emulators} from '../../fixtures/emulators.js';
import {execute, HARNESS} from '../../fixtures/run-bin.js';
import {receive} from './otlp-receiver.js';

test('without a receiver, nothing of OpenTelemetry is loaded', async () => {
  const emulators = await Emulators.forTest({contacts: 2});
  const receiver = await receive();
  const loaded = async (env: NodeJS.ProcessEnv) => {
    const folder = join(emulators.folder, `loaded-${Object.keys(env).length}`);
    mkdirSync(folder);
    const argv = ['import', '--connection', emulators.connection, '--quiet'];
    const {code} = await execute(HARNESS, argv, {env: {NODE_V8_COVERAGE: folder, ...env}});
    expect(code).toBe(0);
    return readdirSync(folder).flatMap(name => {
      const {result} = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        result: {url: string}[];
      };
      return result.map(({url}) => url).filter(url => /otlp|opentelemetry/.test(url));
    });
  };
  expect(await loaded({})).toEqual([]);
  expect(await loaded({OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url})).toEqual([
    expect.stringMatching(/programs\/harness\/otlp\.mjs$/),
  ]);
  const disabled = {OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SDK_DISABLED: 'true'};
  expect(await loaded(disabled)).toEqual([]);
  const program = readFileSync(resolve('dist/programs/harness/main.mjs'), 'utf8');
  expect(program).not.toContain('PeriodicExportingMetricReader');
});
