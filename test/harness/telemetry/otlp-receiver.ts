import {once} from 'node:events';
import {createServer, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';
import {onTestFinished} from 'vitest';

export interface Attribute {
  key: string;
  value: {stringValue?: string; intValue?: number | string};
}

export interface Span {
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

export interface Point {
  asDouble?: number;
  asInt?: number | string;
  sum?: number;
  count?: number | string;
  attributes: Attribute[];
}

export type Metric = {name: string} & Partial<
  Record<'sum' | 'gauge' | 'histogram', {dataPoints: Point[]}>
>;

export interface Body {
  resourceSpans?: {
    resource: {attributes: Attribute[]};
    scopeSpans: {spans: Span[]}[];
  }[];
  resourceMetrics?: {scopeMetrics: {metrics: Metric[]}[]}[];
}

/** A receiver of OTLP over HTTP with JSON, as a collector is one. */
export async function receive(status = 200) {
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

/** Texts and numbers by name. */
export function attributesOf(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({key, value: {stringValue, intValue}}) => [
      key,
      stringValue ?? (intValue === undefined ? undefined : Number(intValue)),
    ]),
  );
}
