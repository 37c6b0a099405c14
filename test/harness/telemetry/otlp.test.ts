import {once} from 'node:events';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join, resolve} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {Emulators} from '../../fixtures/emulators.js';
import {execute, type Finished, HARNESS} from '../../fixtures/run-bin.js';

interface Attribute {
  key: string;
  value: {stringValue?: string; intValue?: number | string};
}

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  status: {code?: number; message?: string};
}

interface Point {
  asDouble?: number;
  asInt?: number | string;
  sum?: number;
  count?: number | string;
  attributes: Attribute[];
}

type Metric = {name: string} & Partial<
  Record<'sum' | 'gauge' | 'histogram', {dataPoints: Point[]}>
>;

interface Body {
  resourceSpans?: {
    resource: {attributes: Attribute[]};
    scopeSpans: {spans: Span[]}[];
  }[];
  resourceMetrics?: {scopeMetrics: {metrics: Metric[]}[]}[];
}

/** A receiver of OTLP over HTTP with JSON, as a collector is one. */
async function receive(status = 200) {
  const bodies: {path: string; headers: IncomingMessage['headers']; body: Body}[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    bodies.push({path: request.url ?? '', headers: request.headers, body: JSON.parse(text)});
    response.writeHead(status, {'content-type': 'application/json'}).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const {port} = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    bodies,
    spans: () =>
      bodies.flatMap(({body}) =>
        (body.resourceSpans ?? []).flatMap(({scopeSpans}) =>
          scopeSpans.flatMap(({spans}) => spans),
        ),
      ),
    metrics: () =>
      bodies.flatMap(({body}) =>
        (body.resourceMetrics ?? []).flatMap(({scopeMetrics}) =>
          scopeMetrics.flatMap(({metrics}) => metrics),
        ),
      ),
  };
}

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
