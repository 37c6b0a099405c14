import type {Telemetry, TracedRun} from './telemetry.js';

/** Undefined unless the environment names a receiver: nothing of OpenTelemetry is loaded then. */
export async function openTelemetry(
  run: TracedRun,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Telemetry | undefined> {
  const names = ['ENDPOINT', 'TRACES_ENDPOINT', 'METRICS_ENDPOINT'];
  if (!names.some(name => environment[`OTEL_EXPORTER_OTLP_${name}`])) return undefined;
  if (environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return undefined;
  const {startTelemetry} = await import('./otlp.js');
  return startTelemetry(run);
}
