import {access, constants, mkdir, readFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import type {Settings} from './command-line.js';
import {readSecrets} from './read-secrets.js';
import {handleDeliveries} from './server/delivery-handler.js';
import {RateLimiter} from './server/rate-limiter.js';
import {BodyBudget} from './server/read-body.js';
import {type Certificate, startReceiver} from './server/receiver.js';
import {RejectionLog} from './server/rejection-log.js';
import {Verifier} from './server/verifier.js';
import {EventStore} from './store/event-store.js';
import {removeOldFiles} from './store/remove-old-files.js';

export interface Surroundings {
  log(line: string): void;
  env: Readonly<Record<string, string | undefined>>;
}

export interface RunningReceiver {
  url: string;
  folder: string;
  /** Reads the secrets and the certificate again. */
  reload(): Promise<void>;
  /** Resolves when all that had arrived is stored and answered. */
  close(): Promise<void>;
}

const MAX_BYTES_IN_MEMORY = 64 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
const ANSWER_WITHIN_MS = 1000;
const HOUR_MS = 60 * 60 * 1000;

/** Starts to receive. Throws what is wrong with the settings or with this machine. */
export async function runReceiver(
  settings: Settings,
  {log, env}: Surroundings,
): Promise<RunningReceiver> {
  const folder = resolve(settings.folder);
  const secretSources = {
    file: settings.secretFile ?? (env.COHORT_WEBHOOK_SECRET_FILE || undefined),
    text: env.COHORT_WEBHOOK_SECRET,
  };
  let verifier = new Verifier(await readSecrets(secretSources));
  const certificate = await readCertificate(settings);
  await requireWritable(folder);
  const store = await EventStore.open({folder, maxFileBytes: settings.maxFileBytes, warn: log});
  const rejections = new RejectionLog(log);
  const receiver = await startReceiver({
    ...settings,
    certificate,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    handle: handleDeliveries({
      path: settings.path,
      store,
      verifier: () => verifier,
      rate: new RateLimiter(settings.maxRate),
      rejections,
      trustsProxy: settings.trustProxy,
      maxBytes: settings.maxBodyBytes,
      budget: new BodyBudget(MAX_BYTES_IN_MEMORY),
      answerWithinMs: ANSWER_WITHIN_MS,
    }),
  }).catch(async error => {
    await store.close();
    throw error;
  });
  const cleaning = startCleaning(folder, {days: settings.keepDays, log});
  return {
    url: receiver.url + settings.path,
    folder,
    async reload() {
      verifier = new Verifier(await readSecrets(secretSources));
      const renewed = await readCertificate(settings);
      if (renewed) receiver.renewCertificate(renewed);
    },
    async close() {
      clearInterval(cleaning);
      await receiver.close();
      await store.close();
      rejections.flush();
    },
  };
}

async function readCertificate({tlsCert, tlsKey}: Settings): Promise<Certificate | undefined> {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  return {cert: await readFile(tlsCert), key: await readFile(tlsKey)};
}

async function requireWritable(folder: string): Promise<void> {
  await mkdir(folder, {recursive: true, mode: 0o750});
  await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
}

function startCleaning(
  folder: string,
  {days, log}: {days: number | undefined; log(line: string): void},
): NodeJS.Timeout | undefined {
  if (days === undefined) return undefined;
  const clean = async () => {
    try {
      const removed = await removeOldFiles(folder, days);
      if (removed.length > 0) log(`Removed files older than ${days} days: ${removed.join(', ')}.`);
    } catch (error) {
      log(`Old files cannot be removed: ${(error as Error).message}`);
    }
  };
  void clean();
  return setInterval(() => void clean(), HOUR_MS).unref();
}
