import {expect, test} from 'vitest';
import {Emulators} from '../../fixtures/emulators.js';
import {execute, HARNESS} from '../../fixtures/run-bin.js';
import {attributesOf, receive, type Span} from './otlp-receiver.js';

test('a sync is a trace of its directions, batches and calls, and sends its metrics', async () => {
  const emulators = await Emulators.forTest({contacts: 12, users: 4});
  const receiver = await receive();
  const headers = {OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=acme', OTEL_SERVICE_NAME: 'crm-sync'};
  const argv = ['sync', '--connection', emulators.connection, '--quiet'];
  const env = {OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...headers};
  const {code, stderr} = await execute(HARNESS, argv, {env});
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
