import type {FastifyInstance} from 'fastify';
import {type ControlOptions, controlEmulator} from '../control/index.js';
import {BulkUsage} from './bulk/bulk-usage.js';
import {readResultPagesForm} from './bulk/result-pages-form.js';
import type {Context} from './context.js';
import {TokenStore} from './oauth/token-store.js';
import type {SalesforceEmulatorOptions} from './options.js';
import {Org} from './org/index.js';
import {conditionActions} from './scenarios/index.js';
import {seedRows} from './seed/index.js';
import {ApiUsage} from './server/api-usage.js';
import {compressAnswers} from './server/compress-answers.js';
import {addUserRecords} from './users.js';

type Parts = Omit<Context, 'control'>;

/** Makes what one emulator consists of, and puts its faults and counters in front of its routes. */
export function createContext(app: FastifyInstance, options: SalesforceEmulatorOptions): Context {
  const {contacts = 1000, leads = 0, seed = 1, describeFiles = [], clock = Date.now} = options;
  const org = new Org({contacts, leads, seed, describeFiles, clock}, seedRows);
  org.conditions.reset(options);
  const parts = {
    options,
    org,
    clock,
    tokens: new TokenStore({
      org,
      seed,
      clock,
      lifeSeconds: options.tokenLifeSeconds,
      idleSeconds: options.refreshTokenIdleSeconds,
    }),
    usage: new ApiUsage(
      options.dailyApiRequests ?? 100_000,
      options.usedApiRequests ?? 0,
      options.limitInfoSuffix,
    ),
    bulkUsage: new BulkUsage(),
    resultPages: {form: resultPagesForm(options)},
    url: '',
    onReseed: () => {},
  };
  // Answers are compressed before a fault cuts them: what is cut is what travels.
  compressAnswers(app);
  return Object.assign(parts, {control: controlEmulator(app, controlOptions(parts))});
}

function controlOptions(context: Parts): ControlOptions {
  const {usage, bulkUsage, org, tokens, resultPages, options} = context;
  return {
    stats: () => ({apiRequests: usage.used, ...bulkUsage.limits()}),
    reseed: () => reseed(context),
    reset: () => {
      usage.reset();
      bulkUsage.reset();
      org.visibleAfterMs = 0;
      org.conditions.reset(options);
      resultPages.form = resultPagesForm(options);
    },
    actions: {
      ...conditionActions(org),
      'expire-tokens': () => tokens.expireAccess(),
      'daily-limit': () => usage.exhaust(),
      'late-rows': ({visibleAfterMs}) => {
        org.visibleAfterMs = Number(visibleAfterMs ?? 0);
      },
      'result-pages': ({form}) => {
        resultPages.form = readResultPagesForm(String(form ?? 'guide'));
      },
    },
    kinds: ['lock-rows', 'fail-rows', 'fail-query-job', 'fail-ingest-job'],
    faults: options.faults ?? [],
    latencyMs: options.latencyMs,
  };
}

function resultPagesForm({resultPages = 'guide'}: SalesforceEmulatorOptions) {
  return readResultPagesForm(resultPages);
}

function reseed(context: Parts): void {
  context.org.restart();
  addUserRecords(context);
  context.onReseed();
}
