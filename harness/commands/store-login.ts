import {ConnectorError, configError, toConnectorError} from '@cohort-salesforce/spec';
import {escapeReferences} from '../connection/expand-environment.js';
import {forgetRenewedLogin} from '../connection/login-turn.js';
import {readSecrets, saveSecrets, secretsFolder} from '../connection/secrets-file.js';
import {type Secrets, type Trial, tryLogin} from './try-login.js';

/**
 * Tests secrets, and stores them only when the system accepts them. What cannot be tested now, as the
 * system is not reached, is stored only where it replaces nothing.
 */
export async function storeTestedLogin(
  system: 'salesforce' | 'cohort',
  secrets: Secrets,
  trial: Trial,
): Promise<void> {
  const {loaded, terminal} = trial;
  try {
    const {message, secrets: renewed} = await tryLogin(system, secrets, trial);
    await storeLogin(loaded.secretsPath, system, renewed);
    terminal.warn(`ok: ${message}`);
  } catch (error) {
    trial.interruption.signal.throwIfAborted();
    const {failure, message} = toConnectorError(error);
    const isReplacing = await hasAny(loaded.secretsPath, system, Object.keys(secrets));
    if (failure !== 'transient_error' || isReplacing) {
      throw refused(toConnectorError(error), {path: loaded.secretsPath, isReplacing});
    }
    await storeLogin(loaded.secretsPath, system, secrets);
    terminal.warn(`warning: Stored, but not tested: ${message}`);
  }
}

/** Stores secrets that are known to work. */
export async function storeLogin(path: string, system: string, secrets: Secrets): Promise<void> {
  await saveSecrets(path, system, escapeReferences(secrets));
  await forgetRenewedLogin(await secretsFolder(path), system);
}

async function hasAny(path: string, system: string, names: readonly string[]): Promise<boolean> {
  const stored = (await readSecrets(path))[system] ?? {};
  return names.some(name => stored[name] !== undefined);
}

function refused(
  {failure, message}: ConnectorError,
  {path, isReplacing}: {path: string; isReplacing: boolean},
): ConnectorError {
  const kept = isReplacing ? `What ${path} has already is unchanged.` : 'Nothing was stored.';
  const text = `${message} ${kept}`;
  return failure === 'config_error'
    ? configError(text)
    : new ConnectorError({failure, message: text});
}
