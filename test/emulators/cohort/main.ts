import {parseArgs} from 'node:util';
import {type CohortEmulatorOptions, startCohortEmulator} from './index.js';

const usage = `cohort-emulator: Cohort's Merchants API on this machine
  --port N            port, 0 for any free one (default 0)
  --host ADDRESS      address to listen on (default 127.0.0.1)
  --users N           users of the test merchant (default 0)
  --live-users N      users of the live merchant (default 0)
  --seed N            the same seed gives the same data (default 1)
  --rate-limit N/S    at most N requests in S seconds, then 429 (default none)
  --latency-ms N      each request is answered so many milliseconds later (default 0)
  --webhook-url URL   where to send signed webhooks (default nowhere)
  --webhook-secret S  what to sign them with, whsec_ and base64
  --no-users-by-id    users cannot be looked up or written by id
  --no-campaign       no campaign is shown: its configuration is an empty body
`;

const flags = {
  port: {type: 'string', default: '0'},
  host: {type: 'string', default: '127.0.0.1'},
  users: {type: 'string', default: '0'},
  'live-users': {type: 'string', default: '0'},
  seed: {type: 'string', default: '1'},
  'rate-limit': {type: 'string'},
  'latency-ms': {type: 'string', default: '0'},
  'webhook-url': {type: 'string'},
  'webhook-secret': {type: 'string'},
  'no-users-by-id': {type: 'boolean', default: false},
  'no-campaign': {type: 'boolean', default: false},
  help: {type: 'boolean', default: false},
} as const;

try {
  await main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const {values} = readFlags();
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const {url, apiKey, liveApiKey, webhookSecret, close} = await startCohortEmulator(
    toOptions(values),
  );
  const ready = {url, api_key: apiKey, live_api_key: liveApiKey, webhook_secret: webhookSecret};
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
}

function readFlags() {
  return parseArgs({options: flags});
}

function toOptions(values: ReturnType<typeof readFlags>['values']): CohortEmulatorOptions {
  return {
    port: toNumber(values.port, '--port'),
    host: values.host,
    users: toNumber(values.users, '--users'),
    liveUsers: toNumber(values['live-users'], '--live-users'),
    seed: toNumber(values.seed, '--seed'),
    latencyMs: toNumber(values['latency-ms'], '--latency-ms'),
    usersById: !values['no-users-by-id'],
    showsCampaign: !values['no-campaign'],
    ...toRateLimit(values['rate-limit']),
    ...toWebhooks(values['webhook-url'], values['webhook-secret']),
  };
}

function toNumber(text: string, flag: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`${flag} must be a whole number, found "${text}"`);
}

function toRateLimit(text: string | undefined): Pick<CohortEmulatorOptions, 'rateLimit'> {
  if (text === undefined) return {};
  const [requests = '', seconds = '1'] = text.split('/');
  const flag = '--rate-limit';
  return {rateLimit: {requests: toNumber(requests, flag), seconds: toNumber(seconds, flag)}};
}

function toWebhooks(url?: string, secret?: string): Pick<CohortEmulatorOptions, 'webhooks'> {
  if (url === undefined) return {};
  return {webhooks: {url, ...(secret === undefined ? {} : {secret})}};
}
