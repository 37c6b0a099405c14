import type {JsonSchema} from '../protocol/index.js';

const MASK = '**********';
// Shorter values would blot out ordinary words; a real secret is longer.
const SHORTEST_SECRET = 4;

/** Blots out every value of a config that its specification marks `airbyte_secret`. */
export interface Redactor {
  redact(text: string): string;
  /** Adds the secrets of a config, for instance of a rotated one. */
  learn(config: object): void;
}

export function createRedactor(connectionSpecification: JsonSchema): Redactor {
  const names = secretNames(connectionSpecification);
  const secrets = new Set<string>();
  return {
    learn: config => collect(config, names, secrets),
    redact: text => {
      let redacted = text;
      for (const secret of longestFirst(secrets)) redacted = redacted.replaceAll(secret, MASK);
      return redacted;
    },
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

function collect(value: unknown, names: ReadonlySet<string>, secrets: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, nested] of Object.entries(value)) {
    if (names.has(key) && typeof nested === 'string') addForms(nested, secrets);
    else collect(nested, names, secrets);
  }
}

// Of two secrets of which one begins the other, the rest of the longer one must not stay.
function longestFirst(secrets: ReadonlySet<string>): string[] {
  return [...secrets].sort((a, b) => b.length - a.length);
}

// A secret may come out inside JSON, inside a URL, or line by line (a PEM key).
function addForms(secret: string, secrets: Set<string>): void {
  const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
  const lines = secret
    .split(/\r?\n/)
    .filter(line => line.length >= 20 && !line.startsWith('-----'));
  for (const form of [...forms, ...lines]) {
    if (form.trim().length >= SHORTEST_SECRET) secrets.add(form);
  }
}
