import {
  type Attributes,
  type Context,
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {OTLPMetricExporter} from '@opentelemetry/exporter-metrics-otlp-http';
import {OTLPTraceExporter} from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {MeterProvider, PeriodicExportingMetricReader} from '@opentelemetry/sdk-metrics';
import {BatchSpanProcessor, TracerProvider} from '@opentelemetry/sdk-trace';
import {recordMetrics} from './record-metrics.js';
import type {EndedRun, Telemetry, TracedRun} from './telemetry.js';

const NAME = 'salesforce-cohort';

/** The only module that loads OpenTelemetry. It reads the receiver, headers and time limits from the environment itself. */
export function startTelemetry(run: TracedRun): Telemetry {
  const troubles = new Set<string>();
  const trouble = (message: string) => void troubles.add(message);
  const ignore = () => {};
  const logger = {error: trouble, warn: ignore, info: ignore, debug: ignore, verbose: ignore};
  diag.setLogger(logger, {logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true});
  const resource = describeService();
  const tracers = new TracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor({exporter: new OTLPTraceExporter()})],
  });
  const meters = new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({exporter: new OTLPMetricExporter()})],
  });
  const traced = traceRun(run, tracers);
  return {
    direction: traced.direction,
    span: traced.span,
    end: async ended => {
      traced.end(ended);
      recordMetrics(meters.getMeter(NAME), run, ended);
      const sent = await Promise.allSettled([tracers.shutdown(), meters.shutdown()]);
      for (const {reason} of sent.filter(({status}) => status === 'rejected') as {reason: Error}[])
        trouble(String(reason));
      return [...troubles].map(describe);
    },
  };
}

function describeService(): Resource {
  return defaultResource()
    .merge(resourceFromAttributes({'service.name': NAME}))
    .merge(detectResources({detectors: [envDetector]}));
}

function traceRun({command, connection, startedAt}: TracedRun, tracers: TracerProvider) {
  const tracer = tracers.getTracer(NAME);
  const attributes: Attributes = {connection, command};
  const root = tracer.startSpan(`harness ${command}`, {startTime: startedAt, attributes});
  const inRun = trace.setSpan(ROOT_CONTEXT, root);
  let current: Context = inRun;
  return {
    direction: (label: string) => {
      const span = tracer.startSpan(label, {attributes: {connection}}, inRun);
      current = trace.setSpan(inRun, span);
      return (isComplete: boolean) => {
        if (!isComplete) span.setStatus({code: SpanStatusCode.ERROR});
        span.end();
        current = inRun;
      };
    },
    span: (connector: string, span: Parameters<Telemetry['span']>[1]) => {
      const {kind, name, startedAt: startTime, milliseconds, attributes: own} = span;
      const step = tracer.startSpan(
        name,
        {
          startTime,
          kind: kind === 'call' ? SpanKind.CLIENT : SpanKind.INTERNAL,
          attributes: {...own, connection, connector},
        },
        current,
      );
      if (hasFailed(own)) step.setStatus({code: SpanStatusCode.ERROR});
      step.end(startTime + milliseconds);
    },
    end: ({summary}: EndedRun) => endRoot(root, summary),
  };
}

// 0 stands for no answer.
function hasFailed(attributes: Attributes): boolean {
  const status = attributes['http.response.status_code'];
  return typeof status === 'number' && (status === 0 || status >= 400);
}

function endRoot(root: Span, {status, exit_reason, errors}: EndedRun['summary']): void {
  root.setAttribute('exit_reason', exit_reason);
  if (status === 'failed') {
    const [first] = errors;
    root.setStatus({code: SpanStatusCode.ERROR, ...(first && {message: first.message})});
  }
  root.end();
}

// The SDK describes an error as JSON with its stack.
function describe(text: string): string {
  try {
    const {message, name} = JSON.parse(text) as {message?: unknown; name?: unknown};
    return String(message || name);
  } catch {
    return text;
  }
}
