import {isDeepStrictEqual} from 'node:util';
import {configError} from '../../spec/index.js';
import {escapeReferences} from './expand-environment.js';
import {saveSecrets} from './secrets-file.js';

/** The login part of the connectors' configs, by system; the last ones that a connector told. */
export class Logins {
  readonly #secretsPath: string;
  readonly #current: Record<string, Record<string, unknown>>;

  constructor(secretsPath: string, logins: Record<string, Record<string, unknown>>) {
    this.#secretsPath = secretsPath;
    this.#current = {...logins};
  }

  of(system: string): Record<string, unknown> {
    return this.#current[system] ?? {};
  }

  /**
   * Takes over what a connector changed in its config, such as a rotated refresh token. Resolves
   * when the change is on the disk; the next connector of the system starts with it.
   */
  async rotate(system: string, told: Readonly<Record<string, unknown>>): Promise<void> {
    const before = this.of(system);
    const changes = Object.fromEntries(
      Object.entries(told).filter(([key, value]) => !isDeepStrictEqual(before[key], value)),
    );
    if (Object.keys(changes).length === 0) return;
    this.#current[system] = {...before, ...changes};
    await saveSecrets(this.#secretsPath, system, escapeReferences(changes)).catch(error => {
      throw configError(
        `Storing a renewed login: ${error.message} ` +
          'If the old login is no longer accepted, connect again.',
      );
    });
  }

  /** Every secret text, for blotting out. */
  secrets(names: ReadonlySet<string>): string[] {
    return Object.values(this.#current)
      .flatMap(login => Object.entries(login))
      .flatMap(([key, value]) => (names.has(key) && typeof value === 'string' ? [value] : []));
  }
}
