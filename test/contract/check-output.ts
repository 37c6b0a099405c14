import {type AirbyteMessage, describeErrors, validateMessage} from '@cohort-salesforce/spec';

interface Said {
  stdout: string;
  stderr: string;
  config: object | string | undefined;
  /** The program was killed: its last line may be incomplete. */
  cut: boolean;
}

/**
 * What a program said -> its messages. Throws when a line of stdout is no message of the protocol, when
 * anything else stands there, or when a secret of the config shows.
 */
export function checkOutput({stdout, stderr, config, cut}: Said): AirbyteMessage[] {
  const lines = stdout.split('\n');
  const rest = lines.pop();
  if (rest && !cut) throw new Error(`The last line has no end: ${rest.slice(0, 200)}`);
  const messages = lines.map(toMessage);
  const told = lines.filter((_, index) => messages[index]?.type !== 'CONTROL');
  const shown = secretsOf(config).find(secret => [...told, stderr].some(t => t.includes(secret)));
  if (shown) throw new Error(`A secret of the config shows: ${shown.slice(0, 4)}...`);
  return messages;
}

function toMessage(line: string, index: number): AirbyteMessage {
  const value: unknown = JSON.parse(line);
  if (validateMessage(value)) return value;
  throw new Error(
    `Line ${index + 1} is no message, ${describeErrors(validateMessage, value)}: ${line.slice(0, 200)}`,
  );
}

/** A name under which a secret is kept. */
export const SECRET_NAME = /secret|token|password|private_key|api_key/i;

function secretsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, nested]) =>
    SECRET_NAME.test(name) && typeof nested === 'string' ? [nested] : secretsOf(nested),
  );
}
