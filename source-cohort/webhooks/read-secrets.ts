import {readFile} from 'node:fs/promises';
import {configError} from '@cohort-salesforce/spec';

export interface SecretSources {
  /** A file with a secret on each line. */
  file: string | undefined;
  /** Secrets, separated by blanks or commas. */
  text: string | undefined;
}

const PREFIX = 'whsec_';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MIN_BYTES = 16;

/** The secrets of the endpoint: more than one while it is being exchanged. Throws without showing any. */
export async function readSecrets({file, text}: SecretSources): Promise<string[]> {
  const secrets =
    file === undefined ? split(text ?? '', 'COHORT_WEBHOOK_SECRET') : await readFileOf(file);
  if (secrets.length > 0) return secrets.map(requireSecret);
  throw configError(
    file === undefined
      ? "The secret of the webhook endpoint is missing. Copy it from Cohort's Webhooks Portal (Signing Secret) into the environment variable COHORT_WEBHOOK_SECRET, or into a file that --secret-file names."
      : `${file} holds no secret. Write the endpoint's Signing Secret from Cohort's Webhooks Portal into it, one on each line.`,
  );
}

interface Found {
  secret: string;
  /** For an error. */
  where: string;
}

function split(text: string, name: string): Found[] {
  const parts = text.split(/[\s,]+/).filter(part => part !== '');
  return parts.map((secret, index) => ({
    secret,
    where: parts.length > 1 ? `Secret ${index + 1} in ${name}` : `The secret in ${name}`,
  }));
}

async function readFileOf(path: string): Promise<Found[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.flatMap((line, index) => {
    const secret = line.trim();
    return secret === '' || secret.startsWith('#')
      ? []
      : {secret, where: `${path}, line ${index + 1}: the secret`};
  });
}

function requireSecret({secret, where}: Found): string {
  if (!secret.startsWith(PREFIX)) throw badSecret(where, `does not begin with ${PREFIX}`);
  const encoded = secret.slice(PREFIX.length);
  if (!BASE64.test(encoded)) throw badSecret(where, `is not base64 after ${PREFIX}`);
  const {length} = Buffer.from(encoded, 'base64');
  if (length >= MIN_BYTES) return secret;
  throw badSecret(where, `has ${length} bytes; at least ${MIN_BYTES} are expected`);
}

function badSecret(where: string, problem: string) {
  return configError(
    `${where} ${problem}. Copy the endpoint's Signing Secret from Cohort's Webhooks Portal anew.`,
  );
}
