import {escapeUnsafe} from '../../spec/index.js';
import {knownSecrets} from './known-secrets.js';

/** Text for the terminal: names, messages and keys come from servers and records. */
export function cleanText(text: string): string {
  return escapeUnsafe(knownSecrets.redact(text));
}
