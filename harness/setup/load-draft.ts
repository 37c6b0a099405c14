import {dirname} from 'node:path';
import {withChannelPaths} from '../connection/channel-paths.js';
import {expandEnvironment} from '../connection/expand-environment.js';
import {Logins} from '../connection/logins.js';
import {mergeMappings} from '../connection/merge-mappings.js';
import {type LoadedConnection, secretsPathOf} from '../connection/read-connection.js';
import {readSecrets} from '../connection/secrets-file.js';
import type {Connection} from '../generated/types.js';

/** A connection that is not written yet, with the secrets that are stored already. */
export async function loadDraft(path: string, draft: Connection): Promise<LoadedConnection> {
  const secretsPath = secretsPathOf(path, draft);
  const secrets = await readSecrets(secretsPath);
  const salesforce = expand({...draft.salesforce, ...secrets.salesforce});
  const {cohort: placed} = withChannelPaths(draft, dirname(path));
  const cohort = expand(mergeMappings({...placed}, secrets.cohort ?? {}));
  const logins = new Logins(secretsPath, {salesforce, cohort});
  return {path, secretsPath, connection: {...draft, salesforce, cohort}, logins};
}

// What is not set here may be where the connection will be used.
function expand<Login>(login: Login): Login {
  return expandEnvironment(login, process.env, () => {}) as Login;
}
