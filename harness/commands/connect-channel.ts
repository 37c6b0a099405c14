import {configError, findUnencoded, toConnectorError} from '@cohort-salesforce/spec';
import {secretsFor} from '../systems/index.js';
import type {ConnectJob} from './connect.js';
import {connectMissing} from './connect-missing.js';
import {storeLogin} from './store-login.js';

const MAX_TRIES = 3;

/** Asks for the secret that the channel of a new connection needs. Resolves with whether it has all it needs. */
export async function connectChannel(job: ConnectJob): Promise<boolean> {
  const {cohort} = job.loaded.connection;
  if (secretsFor('cohort', {...cohort}).length > 0) return connectMissing('cohort', job);
  if (cohort.channel?.type !== 'postgresql' || cohort.channel.url !== undefined) return true;
  if (!job.prompter.isInteractive) return false;
  for (let tries = 1; ; tries += 1) {
    try {
      await askDatabase(job);
      return true;
    } catch (error) {
      const {failure, message} = toConnectorError(error);
      if (failure !== 'config_error' || tries === MAX_TRIES) throw error;
      job.terminal.warn(`error: ${message}`);
    }
  }
}

// It is tested with the rest, by the check before the connection is written.
async function askDatabase({prompter, loaded, terminal}: ConnectJob): Promise<void> {
  const url = await prompter.askHidden(
    'Address of the database: postgresql://user:password@host:5432/database',
  );
  requireDatabaseAddress(url);
  await storeLogin(loaded.secretsPath, 'cohort', {channel: {url}});
  terminal.warn(`The address is stored in ${loaded.secretsPath}.`);
}

/** Throws a config error for what is no address of a PostgreSQL database. */
export function requireDatabaseAddress(url: string): void {
  const problem = findUnencoded(url);
  if (/^postgres(ql)?:\/\/\S+$/.test(url) && !problem) return;
  throw configError(
    `This is no address of a PostgreSQL database: ${problem ?? 'expected postgresql://user:password@host:5432/database.'} Nothing was stored.`,
  );
}
