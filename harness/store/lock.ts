import {randomUUID} from 'node:crypto';
import {link, readFile, rename, rm, stat, utimes, writeFile} from 'node:fs/promises';
import {setTimeout as wait} from 'node:timers/promises';
import {ConnectorError} from '../../spec/index.js';
import {
  identifyProcess,
  isAlive,
  machineIdentity,
  type ProcessIdentity,
} from './process-identity.js';
import {writeFileAtomically} from './write-file-atomically.js';

interface Holder extends ProcessIdentity {
  machine: string;
  since: string;
  /** Connectors at work for it; they may outlive it. */
  connectors: Connector[];
}

interface Connector extends ProcessIdentity {
  /** Whether it may have something left to write. */
  isWriter: boolean;
}

const BEAT_MS = 5_000;
// A holder on another machine cannot be asked whether it lives: its file's time says so.
const STALE_MS = 60_000;
const LAST_WRITES_MS = 60_000;

/**
 * Held by one process at a time, across machines and containers that share the folder. A lock whose
 * holder was killed is taken over, once the connectors it left behind have ended.
 */
export class Lock {
  readonly #path: string;
  readonly #holder: Holder;
  /** What this holder has written last. */
  #written: string;
  #beat: NodeJS.Timeout | undefined;
  // One change of the file at a time.
  #tail: Promise<void> = Promise.resolve();

  private constructor(path: string, holder: Holder) {
    this.#path = path;
    this.#holder = holder;
    this.#written = toText(holder);
  }

  /** Throws a transient error that names the holder when another run is under way. */
  static async acquire(path: string): Promise<Lock> {
    const self = identifyProcess(process.pid) ?? {pid: process.pid, started: ''};
    const since = new Date().toISOString();
    const lock = new Lock(path, {...self, machine: machineIdentity(), since, connectors: []});
    while (!(await lock.#tryToTake())) await clearStale(path);
    lock.#beat = setInterval(() => void beat(path), BEAT_MS).unref();
    return lock;
  }

  /** Resolves when it is on the disk that this connector works for the holder. */
  addConnector(pid: number, {isWriter}: {isWriter: boolean}): Promise<void> {
    const connector = identifyProcess(pid);
    if (connector) this.#holder.connectors.push({...connector, isWriter});
    this.#tail = this.#tail.then(() => this.#write());
    return this.#tail;
  }

  async release(): Promise<void> {
    clearInterval(this.#beat);
    await this.#tail.catch(() => {});
    if (await this.#isHeld()) await rm(this.#path, {force: true});
  }

  async #write(): Promise<void> {
    if (!(await this.#isHeld())) throw takenOver(this.#path);
    const text = toText(this.#holder);
    await writeFileAtomically(this.#path, text);
    this.#written = text;
  }

  // A process that was frozen for long has been taken for dead.
  async #isHeld(): Promise<boolean> {
    const found = await readFile(this.#path, 'utf8').catch(() => this.#written);
    return found === this.#written;
  }

  async #tryToTake(): Promise<boolean> {
    // Not named after the process: in each of two containers it may be the first one.
    const own = `${this.#path}.${randomUUID()}.new`;
    try {
      await writeFile(own, this.#written, {mode: 0o600});
      // Creating the name is the taking: only one can, and the content is there at once.
      await link(own, this.#path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(own, {force: true});
    }
  }
}

export interface HolderFacts {
  pid: number;
  since: string;
  /** False when it was killed. */
  isAtWork: boolean;
}

/** Whose lock this is; undefined when nobody holds it. */
export async function findHolder(path: string): Promise<HolderFacts | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const holder = text === undefined ? undefined : parseHolder(text);
  if (!holder) return undefined;
  const {pid, since} = holder;
  return {pid, since, isAtWork: !(await isStale(path, holder))};
}

/** Resolves when the lock is free to be tried again; throws when its holder is at work. */
async function clearStale(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const holder = parseHolder(text);
  if (!(await isStale(path, holder))) throw held(path, holder);
  if (holder?.machine === machineIdentity()) await outlive(holder.connectors);
  await removeIfUnchanged(path, text);
}

async function isStale(path: string, holder: Holder | undefined): Promise<boolean> {
  if (holder?.machine === machineIdentity()) return !isAlive(holder);
  const found = await stat(path).catch(() => undefined);
  return found === undefined || Date.now() - found.mtimeMs > STALE_MS;
}

// A destination that a killed harness left at work has lost its input and ends by itself; until then
// it may still write, and a second writer would not see what the first is about to do.
async function outlive(connectors: readonly Connector[]): Promise<void> {
  const deadline = Date.now() + LAST_WRITES_MS;
  for (const connector of connectors) {
    if (!connector.isWriter && isAlive(connector)) signal(connector, 'SIGTERM');
    while (isAlive(connector)) {
      if (Date.now() > deadline) signal(connector, 'SIGKILL');
      await wait(50);
    }
  }
}

function signal({pid}: Connector, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended meanwhile.
  }
}

// Two may find it stale: the second would remove what the first has taken since.
async function removeIfUnchanged(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomUUID()}.stale`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8')) !== text) await link(aside, path).catch(() => {});
  await rm(aside, {force: true});
}

async function beat(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
}

function toText(holder: Holder): string {
  return `${JSON.stringify(holder)}\n`;
}

function parseHolder(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

function held(path: string, holder: Holder | undefined): ConnectorError {
  const who = holder ? `process ${holder.pid}, since ${holder.since}` : 'another process';
  return new ConnectorError({
    failure: 'transient_error',
    message: `Another run of this connection is under way (${who}; ${path}). Wait for it to end.`,
    facts: {path},
  });
}

function takenOver(path: string): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Another run of this connection has begun while this one was not heard of for long (${path}). Wait for it to end.`,
    facts: {path},
  });
}
