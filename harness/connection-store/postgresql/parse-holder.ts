import {type Connector, toConnector, toIdentity} from '../../store/lock-chain.js';
import type {ProcessIdentity} from '../../store/process-identity.js';

/** The process that holds a lease. */
export interface StoredHolder extends ProcessIdentity {
  machine: string;
  host: string;
  since: string;
}

export function parseHolder(value: unknown): StoredHolder | undefined {
  const identity = toIdentity(value);
  const {machine, host, since} = (value ?? {}) as Record<string, unknown>;
  if (!identity || typeof machine !== 'string') return undefined;
  return {...identity, machine, host: String(host), since: String(since)};
}

export function parseConnectors(value: unknown): Connector[] {
  return (Array.isArray(value) ? value : []).flatMap(toConnector);
}
