import type {Context} from './context.js';

/** Set by a runner that traces: a connector then reports each call and each batch. */
export const SPANS_VARIABLE = 'HARNESS_SPANS';

/** The type of the report. */
export const SPAN_REPORT = 'span';

/** One step of a connector's work, as it reports it to a runner that traces. */
export interface ReportedSpan {
  kind: 'call' | 'batch';
  name: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  milliseconds: number;
  attributes: Readonly<Record<string, string | number>>;
}

/** Reports the calls of this process, and the batches where it writes some. Loaded only for a runner that traces. */
export async function reportSpans(output: Pick<Context, 'report'>): Promise<void> {
  const report = (milliseconds: number, span: Omit<ReportedSpan, 'startedAt' | 'milliseconds'>) =>
    output.report(SPAN_REPORT, {...span, startedAt: Date.now() - milliseconds, milliseconds});
  const {observeRequests} = await import('../../http/observe-requests.js');
  observeRequests(({method, target, status, milliseconds}) => {
    const [host = '', ...path] = target.split('/');
    const attributes = {
      'http.request.method': method,
      'server.address': host,
      'url.path': `/${path.join('/')}`,
      'http.response.status_code': status,
    };
    report(milliseconds, {kind: 'call', name: method, attributes});
  });
  const {observeBatches} = await import('./observe-batches.js');
  observeBatches(({stream, records, milliseconds}) => {
    report(milliseconds, {kind: 'batch', name: 'batch', attributes: {stream, records}});
  });
}

/** Whether a connector that reports spans reported one. */
export function isReportedSpan(value: unknown): value is ReportedSpan {
  const span = (value ?? {}) as Partial<Record<keyof ReportedSpan, unknown>>;
  return (
    (span.kind === 'call' || span.kind === 'batch') &&
    typeof span.name === 'string' &&
    Number.isFinite(span.startedAt) &&
    Number.isFinite(span.milliseconds) &&
    typeof span.attributes === 'object' &&
    span.attributes !== null
  );
}
