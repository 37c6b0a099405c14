import {randomBytes} from 'node:crypto';
import {configError} from '../connector-error.js';
import {Digester} from './digester.js';
import type {Side} from './pair-tables.js';

/** The org, its object and the merchant that the links connect, as far as known. */
export interface Owner {
  /** Organization id, 18 characters. */
  org?: string;
  /** Fingerprint of the API key, and its mode. */
  merchant?: string;
  /** The Salesforce object that holds the people. */
  object?: string;
}

/** What the store knows of itself. */
export interface Meta {
  /** 1: digests by SHA-1 only, as earlier versions of this program make them. */
  version: 1 | 2;
  id: string;
  /** Grows with every state that is acknowledged. */
  sequence: number;
  epoch: number;
  /** Of the digests; hexadecimal. */
  key: string;
  owner: Owner;
  properties: string[];
  /** Ids of user properties, by reference id. */
  propertyIds?: Record<string, string>;
  propertyGeneration?: number;
  /** The user properties from which links were restored, with the object's stream. */
  restored?: string[];
  /** How far each system's clock was ahead of this machine's, in milliseconds. */
  clocks?: Partial<Record<Side, number>>;
}

/** In the list of properties: a number that must not be used again. */
export const RETIRED = '';

export function newMeta(): Meta {
  const id = randomBytes(8).toString('hex');
  const key = randomBytes(16).toString('hex');
  return {version: 2, id, sequence: 0, epoch: 0, key, owner: {}, properties: []};
}

export function parseMeta(entry: Buffer, folder: string): Meta {
  const meta = JSON.parse(entry.toString()) as Meta;
  if (meta.version === 1 || meta.version === 2) return meta;
  throw configError(
    `The baseline store in ${folder} was written by another version of this program (format ${meta.version}, expected at most 2).`,
  );
}

export function digesterOf({key, version}: Pick<Meta, 'key' | 'version'>): Digester {
  return new Digester(Buffer.from(key, 'hex'), version === 1 ? 'sha1' : 'chaskey');
}

/**
 * What changes in `meta` when reference ids belong to these properties now, of which some were missing
 * and are `created`; undefined when nothing does. The numbers of replaced properties are retired.
 */
export function replaceProperties(
  meta: Meta,
  ids: ReadonlyMap<string, string>,
  created: ReadonlySet<string>,
): Partial<Meta> | undefined {
  const known = new Map(Object.entries(meta.propertyIds ?? {}));
  const changed = [...ids].filter(
    ([reference, id]) => known.get(reference) !== id || created.has(reference),
  );
  if (changed.length === 0) return undefined;
  const replaced = changed.filter(([reference]) => known.has(reference)).map(([name]) => name);
  const isReplaced = (name: string) => name !== RETIRED && replaced.includes(JSON.parse(name)[1]);
  return {
    properties: meta.properties.map(name => (isReplaced(name) ? RETIRED : name)),
    propertyIds: Object.fromEntries([...known, ...changed]),
    propertyGeneration: (meta.propertyGeneration ?? 0) + (replaced.length > 0 ? 1 : 0),
  };
}

/** Name -> number of the properties that pairs keep. */
export function numbersOf(properties: readonly string[]): Map<string, number> {
  const numbers = new Map(properties.map((name, number) => [name, number]));
  numbers.delete(RETIRED);
  return numbers;
}
