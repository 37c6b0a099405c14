import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Emulators} from '../../fixtures/emulators.js';
import {execute, type Finished, HARNESS} from '../../fixtures/run-bin.js';
import {type Attribute, receive, type Span} from './otlp-receiver.js';

function attributesOf(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({key, value: {stringValue, intValue}}) => [
      key,
      stringValue ?? (intValue === undefined ? undefined : Number(intValue)),
    ]),
  );
}

function traced(
  emulators: Emulators,
  endpoint: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Finished> {
  const argv = ['sync', '--connection', emulators.connection, '--quiet'];
  return execute(HARNESS, argv, {env: {OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env}});
}

test('a sync is a trace of its directions, batches and calls, and sends its metrics', async () => {
  const emulators = await Emulators.forTest({contacts: 12, users: 4});
  const receiver = await receive();
  const headers = {OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=acme', OTEL_SERVICE_NAME: 'crm-sync'};
  const {code, stderr} = await traced(emulators, receiver.url, headers);
  expect(code).toBe(0);
  expect(stderr).not.toContain('OpenTelemetry');
  expect(new Set(receiver.bodies.map(({path}) => path))).toEqual(
    new Set(['/v1/traces', '/v1/metrics']),
  );
  expect(receiver.bodies[0]?.headers).toMatchObject({'x-tenant': 'acme'});
  const service = receiver.bodies.find(({body}) => body.resourceSpans)?.body.resourceSpans?.[0];
  expect(attributesOf(service?.resource.attributes ?? [])).toMatchObject({
    'service.name': 'crm-sync',
  });

  const spans = receiver.spans();
  const byId = new Map(spans.map(span => [span.spanId, span]));
  const parentOf = ({parentSpanId = ''}: Span) => byId.get(parentSpanId);
  const [root, ...others] = spans.filter(span => !parentOf(span));
  expect(others).toEqual([]);
  expect(root?.name).toBe('harness sync');
  expect(new Set(spans.map(({traceId}) => traceId)).size).toBe(1);
  const directions = spans.filter(span => parentOf(span) === root && span.kind === 1);
  expect(directions.map(({name}) => name)).toEqual(['import', 'export', 're-import']);
  const calls = spans.filter(({kind}) => kind === 3).map(span => attributesOf(span.attributes));
  expect(calls).toContainEqual(
    expect.objectContaining({connector: 'source-salesforce', 'http.response.status_code': 200}),
  );
  expect(calls).toContainEqual(expect.objectContaining({connector: 'destination-cohort'}));
  const batches = spans.filter(({name}) => name === 'batch');
  expect(batches.map(span => [parentOf(span)?.name, attributesOf(span.attributes)])).toEqual(
    expect.arrayContaining([
      ['import', expect.objectContaining({connector: 'destination-cohort', stream: 'Contact'})],
      ['export', expect.objectContaining({connector: 'destination-salesforce', stream: 'users'})],
    ]),
  );
  for (const span of spans) {
    expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
  }

  const metrics = new Map(receiver.metrics().map(metric => [metric.name, metric]));
  const moved = metrics.get('cohort_salesforce.moved')?.sum?.dataPoints ?? [];
  const created = moved.find(({attributes}) => {
    const {direction, result} = attributesOf(attributes);
    return direction === 'import' && result === 'created';
  });
  expect(created?.asDouble ?? Number(created?.asInt)).toBe(10);
  expect([...metrics.keys()].sort()).toEqual(
    ['calls', 'lag', 'moved', 'rejected', 'seconds'].map(name => `cohort_salesforce.${name}`),
  );
  expect(metrics.get('cohort_salesforce.lag')?.gauge?.dataPoints[0]?.asDouble).toBeGreaterThan(0);
  expect(Number(metrics.get('cohort_salesforce.seconds')?.histogram?.dataPoints[0]?.count)).toBe(1);
  expect(JSON.stringify(receiver.bodies)).not.toMatch(/@example|test_/);
});

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
