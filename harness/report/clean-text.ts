import {escapeUnsafe} from '@cohort-salesforce/spec';
import {withoutHiddenFolders} from './hidden-folders.js';
import {knownSecrets} from './known-secrets.js';

/** Text for the terminal: names, messages and keys come from servers and records. */
export function cleanText(text: string): string {
  return escapeUnsafe(withoutHiddenFolders(knownSecrets.redact(text)));
}
