import Fastify, {type FastifyInstance, type FastifyRequest} from 'fastify';
import {type Control, controlEmulator, type FaultRule} from '../control/index.js';
import {addDeletionRoutes} from './add-deletion-routes.js';
import {addExportRoutes} from './add-export-routes.js';
import {addListRoutes} from './add-list-routes.js';
import {behaviorActions, startingBehavior} from './behavior-actions.js';
import {countAll, type Merchants, makeMerchants} from './merchant/make-merchants.js';
import type {Mode} from './merchant/merchant.js';
import {addPage} from './page/add-page.js';
import {addPostgresqlApp} from './postgresql-app/add-postgresql-app.js';
import {type RateLimit, RateLimiter} from './rate-limiter.js';
import {addApi} from './routes/add-api.js';
import {type Context, unauthorized} from './routes/context.js';
import {defaultSecret, type WebhookOptions, WebhookSender} from './webhooks/webhook-sender.js';

export interface CohortEmulatorOptions {
  /** Default: any free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** How many users the test merchant starts with. Default 0. */
  users?: number;
  /** How many users the live merchant starts with. Default 0. */
  liveUsers?: number;
  /** The same seed gives the same data. Default 1. */
  seed?: number;
  /** Answers 429 with Retry-After beyond this. Default: no limit. */
  rateLimit?: RateLimit;
  /** Sends signed webhooks about users and their badges. Default: none. */
  webhooks?: WebhookOptions;
  /** Whether a campaign is shown; an empty body is answered when not. Default true. */
  showsCampaign?: boolean;
  /** Users can be looked up and written by id, an extension that is assumed. Default true. */
  usersById?: boolean;
  /** Each request is answered so many milliseconds later. Default 0. */
  latencyMs?: number;
  /** Fault rules in force from the start. */
  faults?: readonly FaultRule[];
}

export interface CohortEmulator {
  url: string;
  /** Of the test merchant; starts with `test_`. */
  apiKey: string;
  /** Of the live merchant; starts with `live_`. */
  liveApiKey: string;
  /** What webhooks are signed with. */
  webhookSecret: string;
  close(): Promise<void>;
}

type Keys = Record<Mode, string>;

/** Starts Cohort's Merchants API on this machine. */
export async function startCohortEmulator(
  options: CohortEmulatorOptions = {},
): Promise<CohortEmulator> {
  const keys = makeKeys(options.seed ?? 1);
  const webhooks = new WebhookSender(options.webhooks);
  const app = Fastify({
    bodyLimit: 10 * 1024 * 1024,
    forceCloseConnections: true,
    // A field named so is unknown and answered like any other.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
  });
  buildEmulator(app, {options, keys, webhooks});
  const url = await app.listen({port: options.port ?? 0, host: options.host ?? '127.0.0.1'});
  return {
    url,
    apiKey: keys.test,
    liveApiKey: keys.live,
    webhookSecret: options.webhooks?.secret ?? defaultSecret,
    async close() {
      webhooks.close();
      await app.close();
    },
  };
}

interface Parts {
  options: CohortEmulatorOptions;
  keys: Keys;
  webhooks: WebhookSender;
}

function makeKeys(seed: number): Keys {
  return {test: `test_emulator_${seed}`, live: `live_emulator_${seed}`};
}

function buildEmulator(app: FastifyInstance, parts: Parts): void {
  const {options, webhooks} = parts;
  const behavior = startingBehavior(options);
  let merchants = makeMerchants(options, behavior);
  const current = () => merchants;
  const revoked = new Set<string>();
  const limiter = new RateLimiter(options.rateLimit);
  const control = controlEmulator(app, {
    ...(options.faults ? {faults: options.faults} : {}),
    latencyMs: options.latencyMs,
    stats: () => ({
      ...countAll(merchants),
      webhooks: {sent: webhooks.sent, failed: webhooks.failed},
    }),
    reset: () => {
      revoked.clear();
      limiter.set(options.rateLimit);
      Object.assign(behavior, startingBehavior(options));
      for (const {users} of Object.values(merchants)) users.showAll();
    },
    reseed: () => {
      merchants = makeMerchants(options, behavior);
    },
    actions: {
      ...makeActions(parts.keys, revoked, limiter),
      ...behaviorActions(behavior, current),
    },
    kinds: ['invalid-item'],
  });
  addDeletionRoutes(app, current);
  addListRoutes(app, current);
  addExportRoutes(app, current);
  addPostgresqlApp(app, current);
  addPage(app, current);
  addApi(app, makeContext(parts, {current, revoked, control}), limiter);
}

function makeActions(keys: Keys, revoked: Set<string>, limiter: RateLimiter) {
  return {
    'revoke-key': ({mode = 'test'}: FaultRule) => {
      revoked.add(mode === 'live' ? keys.live : keys.test);
    },
    'rate-limit': ({requests, seconds = 1}: FaultRule) => {
      const isLimit = typeof requests === 'number' && typeof seconds === 'number';
      limiter.set(isLimit ? {requests, seconds} : undefined);
    },
  };
}

function makeContext(
  {keys, webhooks}: Parts,
  state: {current: () => Merchants; revoked: Set<string>; control: Control},
): Context {
  return {
    merchantOf(request) {
      const key = keyOf(request);
      const mode = key === keys.test ? 'test' : 'live';
      if (key !== keys[mode] || state.revoked.has(key)) throw unauthorized();
      return state.current()[mode];
    },
    faults: () => state.control.faults,
    announce(merchant, happenings, eventTime) {
      if (!webhooks.isOn) return;
      for (const one of happenings) webhooks.send(merchant.toEvent({...one, eventTime}));
    },
  };
}

function keyOf({headers}: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}
