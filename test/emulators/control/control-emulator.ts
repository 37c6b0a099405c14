import {setTimeout as wait} from 'node:timers/promises';
import type {FastifyInstance, FastifyRequest} from 'fastify';
import {applyFaults} from './apply-faults.js';
import {FaultBook, type FaultRule} from './fault-book.js';
import {RequestLog} from './request-log.js';

export interface ControlOptions {
  /** More figures for `GET /__emulator/stats`. */
  stats?: () => object;
  /** Brings the data back to what it was at the start; called by `POST /__emulator/reset {"data": true}`. */
  reseed?: () => void | Promise<void>;
  /** Undoes what the emulator itself counts or was told; called by every reset. */
  reset?: () => void;
  /** Kinds of fault that are carried out at once and not kept (such as "expire the token now"). */
  actions?: Record<string, (rule: FaultRule) => void>;
  /** Kinds of fault that are kept and that the emulator asks its book for with `take`. */
  kinds?: readonly string[];
  /** Fault rules in force from the start. */
  faults?: readonly FaultRule[];
  /** Each request is answered so many milliseconds later, as over a long way. Default 0. */
  latencyMs?: number | undefined;
  /** How many requests are kept for `GET /__emulator/requests`. Default 1,000. */
  keepRequests?: number;
}

export interface Control {
  faults: FaultBook;
  log: RequestLog;
}

/** Marks requests that a server sends to itself; they are neither counted nor faulted. */
export const insideHeader = 'x-emulator-inside';

const prefix = '/__emulator';

/**
 * Adds the routes by which a test looks into an emulator and troubles it:
 * `GET /__emulator/stats`, `POST /__emulator/reset`, `GET /__emulator/requests`,
 * `GET|POST|DELETE /__emulator/faults`. To be called before the emulator's own routes are added.
 */
export function controlEmulator(app: FastifyInstance, options: ControlOptions = {}): Control {
  const log = new RequestLog(options.keepRequests ?? 1000);
  const faults = new FaultBook(options.actions ?? {}, options.kinds ?? []);
  const setFaults = () => {
    faults.clear();
    for (const rule of options.faults ?? []) faults.add(rule);
  };
  setFaults();
  app.addHook('onRequest', async request => {
    if (isCounted(request)) log.count(request);
  });
  const {latencyMs = 0} = options;
  if (latencyMs > 0) {
    app.addHook('onRequest', async request => {
      if (isCounted(request)) await wait(latencyMs, undefined, {ref: false});
    });
  }
  applyFaults(app, faults, isCounted);
  app.addHook('onResponse', async (request, reply) => {
    if (isCounted(request)) log.record(request, reply);
  });
  addRoutes(app, {faults, log}, options, setFaults);
  return {faults, log};
}

function isCounted({url, headers}: FastifyRequest): boolean {
  return !url.startsWith(prefix) && headers[insideHeader] === undefined;
}

function addRoutes(
  app: FastifyInstance,
  {faults, log}: Control,
  options: ControlOptions,
  setFaults: () => void,
): void {
  app.get(`${prefix}/stats`, async () => ({...log.stats(), ...options.stats?.()}));
  app.get(`${prefix}/requests`, async () => log.requests);
  app.post<{Body: {data?: boolean} | null}>(`${prefix}/reset`, async request => {
    log.clear();
    setFaults();
    options.reset?.();
    if (request.body?.data) await options.reseed?.();
    return {};
  });
  app.get(`${prefix}/faults`, async () => faults.rules);
  app.post<{Body: FaultRule | FaultRule[]}>(`${prefix}/faults`, async (request, reply) => {
    try {
      return reply.code(201).send([request.body].flat().map(rule => faults.add(rule)));
    } catch (error) {
      return reply.code(400).send({error: (error as Error).message});
    }
  });
  app.delete<{Querystring: {id?: string}}>(`${prefix}/faults`, async request => {
    faults.clear(request.query.id);
    return {};
  });
}
