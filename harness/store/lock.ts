import {type FileHandle, link, open, readdir, rename, rm, stat, writeFile} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {ConnectorError} from '@cohort-salesforce/spec';
import {
  type Connector,
  type Holder,
  isStale,
  type Link,
  newToken,
  readChain,
  STALE_MS,
  successorPath,
} from './lock-chain.js';
import {type HolderFacts, LockHeld, notUsable, takenOver} from './lock-errors.js';
import {outliveConnectors} from './outlive-connectors.js';
import {identifyProcess, machineIdentity} from './process-identity.js';

const BEAT_MS = 5_000;
const RETRY_MS = 100;
const ORPHAN_MS = 10 * STALE_MS;

/**
 * Held by one process at a time, across machines and containers that share the folder. A lock whose
 * holder was killed is taken over, once the connectors it left behind have ended.
 *
 * No file of another holder is ever moved or removed, as it may have changed hands since it was
 * read. A dead holder is succeeded by creating the one file that is named after its token: only one
 * process can, and it keeps the lock only if that token is still the last one.
 * See docs/decisions/2026-11-26-locks.md.
 */
export class Lock {
  readonly #path: string;
  readonly #holder: Holder;
  readonly #file: FileHandle;
  readonly #connectors: Connector[] = [];
  readonly #beat: NodeJS.Timeout;
  // One change of the file at a time.
  #tail: Promise<void> = Promise.resolve();

  private constructor({path, holder, file, timer}: Taken) {
    this.#path = path;
    this.#holder = holder;
    this.#file = file;
    this.#beat = timer;
  }

  /** Throws a transient error that names the holder when another run is under way. */
  static async acquire(path: string): Promise<Lock> {
    const holder = newHolder();
    // Not named after the process: in each of two containers it may be the first one.
    const own = `${path}.${holder.token}.new`;
    const file = await createOwn(own, holder);
    const timer = setInterval(() => void beat(file), BEAT_MS).unref();
    try {
      while (!(await tryToTake(path, own, holder.token))) {}
    } catch (error) {
      clearInterval(timer);
      await file.close();
      throw error instanceof ConnectorError ? error : notUsable(path, error);
    } finally {
      await rm(own, {force: true});
    }
    await removeOrphans(path);
    return new Lock({path, holder, file, timer});
  }

  /** Resolves when it is this process's turn. `onWait` is called once with the process that it waits for. */
  static async waitFor(
    path: string,
    {signal, onWait}: {signal?: AbortSignal; onWait?: (holder: HolderFacts) => void} = {},
  ): Promise<Lock> {
    for (let isTold = false; ; ) {
      signal?.throwIfAborted();
      try {
        return await Lock.acquire(path);
      } catch (error) {
        if (!(error instanceof LockHeld)) throw error;
        if (!isTold && error.holder) onWait?.(error.holder);
        isTold ||= error.holder !== undefined;
      }
      await wait(RETRY_MS);
    }
  }

  /** Resolves when it is on the disk that this connector works for the holder. */
  addConnector(pid: number, {isWriter}: {isWriter: boolean}): Promise<void> {
    const connector = identifyProcess(pid);
    const adding = this.#tail.then(async () => {
      await this.requireHeld();
      if (connector) this.#connectors.push({...connector, isWriter});
      await this.#write();
      await this.requireHeld();
    });
    this.#tail = adding.catch(() => {});
    return adding;
  }

  /** A process that was frozen for long may have been taken for dead on another machine. */
  async requireHeld(): Promise<void> {
    if (!(await this.#isHeld())) throw takenOver(this.#path);
  }

  async release(): Promise<void> {
    clearInterval(this.#beat);
    await this.#tail;
    await this.#file.close();
    // Its own successor: from now on nobody else can be, and the file is its own to remove.
    const end = successorPath(this.#path, this.#holder.token);
    const last = {...this.#holder, token: `${this.#holder.token}-end`};
    const isOwn = await writeFile(end, toText(last), {flag: 'wx', mode: 0o600}).then(
      () => true,
      error => error.code !== 'EEXIST',
    );
    if (!isOwn) return;
    if (await this.#isHeld()) await rm(this.#path, {force: true});
    await rm(end, {force: true});
  }

  // Through the open file: it is this holder's own, whatever has become of the path. The list only
  // grows, so one write replaces all of the text before.
  async #write(): Promise<void> {
    try {
      const text = toText({...this.#holder, connectors: this.#connectors});
      await this.#file.write(text, 0);
      await this.#file.sync();
    } catch (error) {
      throw notUsable(this.#path, error);
    }
  }

  async #isHeld(): Promise<boolean> {
    const [first] = await readChain(this.#path);
    return first?.token === this.#holder.token;
  }
}

interface Taken {
  path: string;
  holder: Holder;
  file: FileHandle;
  timer: NodeJS.Timeout;
}

/** Whose lock this is; undefined when nobody holds it. */
export async function findHolder(path: string): Promise<HolderFacts | undefined> {
  const chain = await readChain(path).catch(error => {
    throw notUsable(path, error);
  });
  const last = chain.at(-1);
  if (!last?.holder) return undefined;
  const {pid, since} = last.holder;
  return {pid, since, isAtWork: !(await isStale(last))};
}

function newHolder(): Holder {
  const self = identifyProcess(process.pid) ?? {pid: process.pid, started: ''};
  const since = new Date().toISOString();
  return {...self, machine: machineIdentity(), since, token: newToken()};
}

async function createOwn(own: string, holder: Holder): Promise<FileHandle> {
  try {
    const file = await open(own, 'wx+', 0o600);
    await file.writeFile(toText({...holder, connectors: []})).catch(async error => {
      await file.close();
      await rm(own, {force: true});
      throw error;
    });
    return file;
  } catch (error) {
    throw notUsable(own, error);
  }
}

/** Resolves with false when the lock has changed hands meanwhile; throws when it is held. */
async function tryToTake(path: string, own: string, token: string): Promise<boolean> {
  const chain = await readChain(path);
  const last = chain.at(-1);
  if (!last) return create(own, path);
  if (!(await isStale(last))) throw new LockHeld(path, last.holder);
  const place = successorPath(path, last.token);
  if (!(await create(own, place))) return false;
  try {
    // The holder may have been succeeded, and its successor's file moved, before ours was created.
    if (!(await isLast(path, token))) return false;
    await outliveConnectors(leftBehind(chain));
    if (!(await isLast(path, token))) return false;
    await rename(place, path);
    return true;
  } finally {
    await rm(place, {force: true});
  }
}

// Creating the name is the taking: only one process can, and the content is there at once.
async function create(own: string, place: string): Promise<boolean> {
  try {
    await link(own, place);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isLast(path: string, token: string): Promise<boolean> {
  return (await readChain(path)).at(-1)?.token === token;
}

// Process numbers of another machine mean nothing here.
function leftBehind(chain: readonly Link[]) {
  return chain.flatMap(({holder, connectors}) =>
    holder?.machine === machineIdentity() ? connectors : [],
  );
}

// What a process leaves that was killed while it took or released the lock.
async function removeOrphans(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter(each => isOrphan(each, basename(path)))) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > ORPHAN_MS)
      await rm(join(folder, name), {force: true});
  }
}

function isOrphan(name: string, lock: string): boolean {
  return (
    name.startsWith(`${lock}.after.`) || (name.startsWith(`${lock}.`) && name.endsWith('.new'))
  );
}

async function beat(file: FileHandle): Promise<void> {
  const now = new Date();
  await file.utimes(now, now).catch(() => {});
}

function toText(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
