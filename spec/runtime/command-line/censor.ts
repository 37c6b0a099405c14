import type {JsonSchema} from '../../protocol/index.js';
import {proxySecrets, Redactor, toPlainText} from '../../text/index.js';

/** What every message of a connector goes through before a person sees it. */
export interface Censor {
  /** Blots out secrets, writes out control characters, and cuts what is too long. */
  clean(text: string, max?: number): string;
  /** Adds the secrets of a config, for instance of a rotated one. */
  learn(config: object): void;
  /** Adds a secret that was received, such as an access token. */
  learnSecret(secret: string): void;
}

/** Knows every value of a config that its specification marks `airbyte_secret`, and what it learns later. */
export function createCensor(connectionSpecification: JsonSchema): Censor {
  const names = secretNames(connectionSpecification);
  const redactor = new Redactor();
  for (const secret of proxySecrets()) redactor.learn(secret);
  return {
    clean: (text, max) => toPlainText(redactor.redact(text), max),
    learn: config => collect(config, names, secret => redactor.learn(secret)),
    learnSecret: secret => redactor.learn(secret),
  };
}

/** Whether a JSON pointer such as `/credentials/client_secret` leads to a secret. */
export function isSecretPath(connectionSpecification: JsonSchema): (path: string) => boolean {
  const names = secretNames(connectionSpecification);
  return path => path.split('/').some(key => names.has(key));
}

function secretNames(schema: unknown, names = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return names;
  const {properties} = schema as {properties?: Record<string, {airbyte_secret?: boolean}>};
  for (const [name, property] of Object.entries(properties ?? {})) {
    if (property?.airbyte_secret) names.add(name);
  }
  for (const nested of Object.values(schema)) secretNames(nested, names);
  return names;
}

function collect(
  value: unknown,
  names: ReadonlySet<string>,
  learn: (secret: string) => void,
): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, nested] of Object.entries(value)) {
    if (names.has(key) && typeof nested === 'string') learn(nested);
    else collect(nested, names, learn);
  }
}
