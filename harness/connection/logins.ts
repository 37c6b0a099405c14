import {isDeepStrictEqual} from 'node:util';
import {configError} from '@cohort-salesforce/spec';
import {secretsFor} from '../systems/index.js';
import {escapeReferences, expandEnvironment} from './expand-environment.js';
import {LoginTurn, type SharedLogin, type WaitOptions} from './login-turn.js';
import {readSecrets, secretsFolder, updateSecrets} from './secrets-file.js';

type Login = Record<string, unknown>;

/** The login part of the connectors' configs, by system; the last ones that a connector renewed. */
export class Logins {
  readonly #secretsPath: string;
  readonly #current: Record<string, Login>;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(secretsPath: string, logins: Record<string, Login>, environment = process.env) {
    this.#secretsPath = secretsPath;
    this.#current = {...logins};
    this.#environment = environment;
  }

  of(system: string): Login {
    return this.#current[system] ?? {};
  }

  /**
   * Resolves when it is this connector's turn to use a login that may be renewed, and that others
   * may share. Resolves with nothing where no token is renewed or the secrets file is not the source.
   */
  async takeTurn(
    system: string,
    {save, ...wait}: Pick<SharedLogin, 'save'> & WaitOptions,
  ): Promise<LoginTurn | undefined> {
    if (!secretsFor(system, this.of(system)).includes('refresh_token')) return undefined;
    const written = (await readSecrets(this.#secretsPath))[system];
    if (written?.refresh_token === undefined) return undefined;
    const folder = await secretsFolder(this.#secretsPath);
    const reload = () => this.#reload(system);
    return LoginTurn.take({folder, name: system, reload, save}, wait);
  }

  /**
   * Takes over what a connector changed in its config, such as a rotated refresh token. Resolves
   * when the change is on the disk; the next connector of the system starts with it. What somebody
   * has stored since this login was read stays.
   */
  async rotate(system: string, renewed: Readonly<Login>): Promise<void> {
    const before = this.of(system);
    const changed = Object.entries(renewed).filter(
      ([key, value]) => !isDeepStrictEqual(before[key], value),
    );
    if (changed.length === 0) return;
    this.#current[system] = {...before, ...Object.fromEntries(changed)};
    await updateSecrets(this.#secretsPath, system, written => {
      const known = this.#expand(written);
      const own = changed.filter(([key]) => known[key] === undefined || known[key] === before[key]);
      return escapeReferences(Object.fromEntries(own));
    }).catch(error => {
      throw configError(
        `Storing a renewed login: ${error.message} ` +
          'If the old login is no longer accepted, connect again.',
      );
    });
  }

  /** Every secret text, for blotting out. */
  secrets(names: ReadonlySet<string>): string[] {
    return secretsIn(this.#current, names);
  }

  // Another connection that shares the secrets file may have renewed the login.
  async #reload(system: string): Promise<string> {
    const written = (await readSecrets(this.#secretsPath))[system] ?? {};
    const login = {...this.of(system), ...this.#expand(written)};
    this.#current[system] = login;
    return String(login.refresh_token);
  }

  #expand(written: Login): Login {
    return expandEnvironment(written, this.#environment, () => {}) as Login;
  }
}

function secretsIn(value: object, names: ReadonlySet<string>): string[] {
  return Object.entries(value).flatMap(([key, nested]) => {
    if (typeof nested === 'object' && nested !== null) return secretsIn(nested, names);
    return names.has(key) && typeof nested === 'string' ? [nested] : [];
  });
}
