import {readdir, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {forgetRenewedLogin} from '../../connection/login-turn.js';
import {readConnection, secretsPathOf} from '../../connection/read-connection.js';
import {readSecrets, saveSecrets, secretsFolder} from '../../connection/secrets-file.js';
import {PostgresqlStore} from '../../connection-store/postgresql/postgresql-store.js';
import type {StoredConnections} from '../../connection-store/postgresql/stored-connections.js';
import {CONSOLE_PLAN} from '../../plan/read-plan-page.js';
import {RunUnderWay} from '../../store/lock-errors.js';
import type {ConsoleConnections} from './console-connections.js';
import {type ConnectionFacts, readFacts} from './facts.js';
import type {ConnectionFile} from './find-connections.js';

const RETRY_MS = 1000;

export interface StoreConnectionsOptions {
  url: string;
  stored: StoredConnections;
  /** For the copies that the pages read. */
  root: string;
}

/**
 * The connections of a store. The pages read a copy of a connection's files, which is made anew when the store has a newer
 * version; what they change is changed in the store, under its lease.
 */
export class StoreConnections implements ConsoleConnections {
  readonly #options: StoreConnectionsOptions;
  readonly #versions = new Map<string, string>();
  readonly #copying = new Map<string, Promise<unknown>>();

  constructor(options: StoreConnectionsOptions) {
    this.#options = options;
  }

  async list(): Promise<ConnectionFile[]> {
    const listed = await this.#options.stored.list();
    return listed.map(({name}) => this.#fileOf(name));
  }

  async facts(file: ConnectionFile): Promise<ConnectionFacts> {
    const {name} = file;
    const [found] = await this.#options.stored.list(name);
    if (found) await this.#copy(name, found.version);
    const facts = await readFacts(file);
    return {
      ...facts,
      isRunning: found !== undefined && found.running_on !== null,
      isPaused: found?.is_paused ?? false,
    };
  }

  async change<Result>(
    {name}: Pick<ConnectionFile, 'name'>,
    change: (path: string) => Promise<Result>,
  ): Promise<Result> {
    const {url, stored} = this.#options;
    const {result, read} = await new PostgresqlStore(url, name).work(async ({path}) => {
      const result = await change(path);
      return {result, read: await readConnection(path).catch(() => undefined)};
    });
    if (read) await stored.setSchedule(name, read.connection.schedule);
    return result;
  }

  async keepLogin(copy: string, signal: AbortSignal): Promise<void> {
    const {name} = this.#nameOf(copy);
    // Read now: the copy is made anew whenever a run has ended.
    const {salesforce = {}} = await readSecrets(secretsPathOf(copy, undefined));
    const keep = (path: string) => keepSecrets(secretsPathOf(path, undefined), salesforce);
    for (;;) {
      try {
        return await this.change({name}, keep);
      } catch (error) {
        if (!(error instanceof RunUnderWay)) throw error;
        await setTimeout(RETRY_MS, undefined, {signal});
      }
    }
  }

  setPaused({name}: ConnectionFacts, isPaused: boolean): Promise<void> {
    return this.#options.stored.setPaused(name, isPaused);
  }

  async create(name: string, text: string): Promise<string | undefined> {
    const {url, stored} = this.#options;
    if ((await stored.list(name)).length > 0) return `${name} exists already.`;
    await stored.add(name);
    await new PostgresqlStore(url, name).work(({path}) => writeFile(path, text, {mode: 0o600}));
    return undefined;
  }

  #fileOf(name: string): ConnectionFile {
    return {name, path: join(this.#options.root, `${name}.yaml`)};
  }

  #nameOf(path: string): ConnectionFile {
    return this.#fileOf(path.slice(this.#options.root.length + 1).replace(/\.yaml$/, ''));
  }

  /** One copy at a time of each connection: two requests that come together share it. */
  #copy(name: string, version: string): Promise<unknown> {
    const before = this.#copying.get(name) ?? Promise.resolve();
    const copying = before
      .catch(() => {})
      .then(async () => {
        if (this.#versions.get(name) === version) return;
        await this.#restore(name);
        this.#versions.set(name, version);
      });
    this.#copying.set(name, copying);
    return copying;
  }

  async #restore(name: string): Promise<void> {
    const {url, root} = this.#options;
    // It is written by the commands of this console, and in no store.
    const plan = join(`${name}.sync`, CONSOLE_PLAN);
    await new PostgresqlStore(url, name).look(async place => {
      await rename(join(root, plan), join(place.root, plan)).catch(() => {});
      for (const entry of await readdir(place.root)) {
        if (entry.startsWith('.')) continue;
        await rm(join(root, entry), {recursive: true, force: true});
        await rename(join(place.root, entry), join(root, entry));
      }
    });
  }
}

async function keepSecrets(path: string, login: Readonly<Record<string, unknown>>): Promise<void> {
  await saveSecrets(path, 'salesforce', login);
  await forgetRenewedLogin(await secretsFolder(path), 'salesforce');
}
