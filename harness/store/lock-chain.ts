import {createHash, randomUUID} from 'node:crypto';
import {readFile, stat} from 'node:fs/promises';
import {parseObject} from '@cohort-salesforce/spec';
import {isAlive, machineIdentity, type ProcessIdentity} from './process-identity.js';

export interface Holder extends ProcessIdentity {
  machine: string;
  since: string;
  /** Names this one taking of the lock. */
  token: string;
}

export interface Connector extends ProcessIdentity {
  /** Whether it may have something left to write. */
  isWriter: boolean;
}

/** One file of a lock: its holder, if the file can be read, and the connectors that work for it. */
export interface Link {
  path: string;
  token: string;
  holder: Holder | undefined;
  connectors: Connector[];
}

// A holder on another machine cannot be asked whether it is alive: its file's time says so.
export const STALE_MS = 60_000;
const MAX_LINKS = 1000;

export function newToken(): string {
  return randomUUID();
}

/** The one file that may succeed a holder: the process that creates it is the successor. */
export function successorPath(path: string, token: string): string {
  return `${path}.after.${token}`;
}

/** The lock's file, its successor's and so on: the last one holds the lock. Empty when it is free. */
export async function readChain(path: string): Promise<Link[]> {
  const chain: Link[] = [];
  let next = path;
  while (chain.length < MAX_LINKS) {
    const link = await readLink(next);
    if (!link) break;
    chain.push(link);
    next = successorPath(path, link.token);
  }
  return chain;
}

/** Whether the holder is gone, as far as can be known from here. */
export async function isStale({path, holder}: Link): Promise<boolean> {
  if (holder?.machine === machineIdentity()) return !isAlive(holder);
  const found = await stat(path).catch(() => undefined);
  return found === undefined || Date.now() - found.mtimeMs > STALE_MS;
}

async function readLink(path: string): Promise<Link | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : {path, ...parseLink(text)};
}

function parseLink(text: string): Omit<Link, 'path'> {
  const value = parseObject(text);
  const connectors = Array.isArray(value?.connectors) ? value.connectors : [];
  return {
    token: tokenOf(value, text),
    holder: toHolder(value),
    connectors: connectors.flatMap(toConnector),
  };
}

// It becomes a part of a file name, and a file from elsewhere may have none.
function tokenOf(value: Record<string, unknown> | undefined, text: string): string {
  const {token} = value ?? {};
  if (typeof token === 'string' && /^[\w-]{1,100}$/.test(token)) return token;
  return createHash('sha256').update(text).digest('hex');
}

function toHolder(value: Record<string, unknown> | undefined): Holder | undefined {
  const identity = toIdentity(value);
  const {machine, since, token} = value ?? {};
  if (!identity || typeof machine !== 'string') return undefined;
  return {...identity, machine, since: String(since), token: String(token)};
}

/** What is stored of a connector; nothing where it cannot be read. */
export function toConnector(value: unknown): Connector[] {
  const identity = toIdentity(value);
  const {isWriter} = (value ?? {}) as {isWriter?: unknown};
  return identity ? [{...identity, isWriter: isWriter !== false}] : [];
}

// A number below 2 would reach whole groups of processes when it is signalled.
export function toIdentity(value: unknown): ProcessIdentity | undefined {
  const {pid, started} = (value ?? {}) as {pid?: unknown; started?: unknown};
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1) return undefined;
  return typeof started === 'string' ? {pid, started} : undefined;
}
