import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {writeConnection} from '@cohort-salesforce/emulators/connection';
import {request} from 'undici';
import type {Latency, Measurement, ProcessUsage} from '../result.js';
import {dist} from './dist.js';
import {readProcessUsage} from './process-usage.js';

/** With what the connection has of its own, and Id and SystemModstamp, 20 columns. */
const MORE_FIELDS = {
  MobilePhone: 'mobile_phone',
  MailingStreet: 'street',
  MailingPostalCode: 'postal_code',
  Title: 'title',
};

const NO_LATENCY: Latency = {cohort: 0, salesforce: 0};

interface Emulator {
  program: string;
  child: ChildProcess;
  url: string;
}

/** Both systems, each in a process of its own, and a folder with the connection between them. */
export class Emulators {
  readonly folder: string;
  readonly #salesforce: Emulator;
  readonly #cohort: Emulator;

  private constructor(folder: string, salesforce: Emulator, cohort: Emulator) {
    this.folder = folder;
    this.#salesforce = salesforce;
    this.#cohort = cohort;
  }

  static async start({contacts = 0, users = 0, latency = NO_LATENCY}): Promise<Emulators> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-'));
    const [[salesforce, org], [cohort, merchant]] = await Promise.all([
      startEmulator('salesforce', [
        '--json',
        ...numbers({contacts, 'latency-ms': latency.salesforce}),
      ]),
      startEmulator('cohort', numbers({users, 'latency-ms': latency.cohort})),
    ]);
    await writeConnection({
      folder,
      salesforce: {url: org.url, credentials: org.credentials},
      cohort: {url: merchant.url, apiKey: merchant.api_key, liveApiKey: merchant.live_api_key},
      moreFields: MORE_FIELDS,
    });
    return new Emulators(folder, salesforce, cohort);
  }

  /** A file of the folder. */
  file(name: string): string {
    return join(this.folder, name);
  }

  async readJson(name: string) {
    return JSON.parse(await readFile(this.file(name), 'utf8'));
  }

  async calls(): Promise<Measurement['apiCalls']> {
    const [salesforce, cohort] = await Promise.all([
      countCalls(this.#salesforce),
      countCalls(this.#cohort),
    ]);
    return {salesforce, cohort};
  }

  async usage(): Promise<ProcessUsage[]> {
    const both = [this.#salesforce, this.#cohort];
    return Promise.all(
      both.map(async ({program, child}) => ({program, ...(await readProcessUsage(child.pid))})),
    );
  }

  /** Both systems as they were at the start. */
  async reset(): Promise<void> {
    for (const {url} of [this.#salesforce, this.#cohort]) {
      const headers = {'content-type': 'application/json'};
      const body = JSON.stringify({data: true});
      const answer = await request(`${url}/__emulator/reset`, {
        method: 'POST',
        headers,
        body,
        headersTimeout: 0,
      });
      if (answer.statusCode !== 200) throw new Error(`reset of ${url}: ${answer.statusCode}`);
      await answer.body.dump();
    }
  }

  async stop(): Promise<void> {
    for (const {child} of [this.#salesforce, this.#cohort]) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    await rm(this.folder, {recursive: true});
  }
}

function numbers(options: Record<string, number>): string[] {
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

// biome-ignore lint/suspicious/noExplicitAny: what an emulator says of itself
async function startEmulator(system: string, options: string[]): Promise<[Emulator, any]> {
  const main = `${dist}test/emulators/${system}/main.js`;
  const child = spawn(process.execPath, [main, '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  const told = JSON.parse(line);
  return [{program: `${system} emulator`, child, url: told.url}, told];
}

async function countCalls({url}: Emulator): Promise<number> {
  const {body} = await request(`${url}/__emulator/stats`);
  return ((await body.json()) as {requests: number}).requests;
}
