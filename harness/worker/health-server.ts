import {once} from 'node:events';
import {createServer, type Server, type ServerResponse} from 'node:http';
import {configError} from '@cohort-salesforce/spec';
import type {WorkerCounts} from './worker.js';

// The database may restart within this time.
const MAX_SILENCE_MS = 60_000;

/** Answers `/healthz` and `/metrics`, which name no connection, for whatever watches workers. */
export async function startHealthServer(
  counts: Readonly<WorkerCounts>,
  {host, port}: {host: string; port: number},
): Promise<Server> {
  const startedAt = Date.now();
  const server = createServer(({url}, response) => {
    if (url === '/healthz') answerHealth(response, Math.max(counts.lookedAt, startedAt));
    else if (url === '/metrics') answer(response, 200, toMetrics(counts));
    else answer(response, 404, 'Not found.\n');
  });
  server.listen({host, port});
  try {
    await once(server, 'listening');
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    throw configError(
      `The worker cannot listen on ${host}:${port} (${code}). Choose another port with --port, or 0 for any.`,
    );
  }
  return server;
}

function answerHealth(response: ServerResponse, lastAt: number): void {
  const isHealthy = Date.now() - lastAt < MAX_SILENCE_MS;
  answer(response, isHealthy ? 200 : 503, isHealthy ? 'ok\n' : 'The store does not answer.\n');
}

function toMetrics({succeeded, failed, running}: WorkerCounts): string {
  return [
    '# TYPE cohort_salesforce_worker_syncs_total counter',
    `cohort_salesforce_worker_syncs_total{result="succeeded"} ${succeeded}`,
    `cohort_salesforce_worker_syncs_total{result="failed"} ${failed}`,
    '# TYPE cohort_salesforce_worker_running gauge',
    `cohort_salesforce_worker_running ${running}`,
    '',
  ].join('\n');
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {'content-type': 'text/plain; charset=utf-8'}).end(text);
}
