import {toConnectorError} from '@cohort-salesforce/spec';
import {secretsFor} from '../systems/index.js';
import {type ConnectJob, connectCohort, connectSalesforce} from './connect.js';
import {tryStoredLogin} from './try-login.js';

type System = 'salesforce' | 'cohort';

/** Where a person can be asked, a missing login is made now. Resolves with whether there is one that works. */
export async function connectMissing(system: System, job: ConnectJob): Promise<boolean> {
  const login: Readonly<Record<string, unknown>> = {...job.loaded.connection[system]};
  const isKnown = secretsFor(system, login).every(name => Boolean(login[name]));
  if (isKnown && (await isLoginAccepted(system, job))) return true;
  if (!job.prompter.isInteractive) return false;
  const connect = system === 'cohort' ? connectCohort : connectSalesforce;
  await askAgain(isKnown ? withoutSecrets(job) : job, connect);
  return true;
}

// What was refused is asked for anew.
function withoutSecrets(job: ConnectJob): ConnectJob {
  const {connection} = job.loaded;
  const {client_secret, refresh_token, private_key, ...salesforce} = connection.salesforce;
  return {...job, loaded: {...job.loaded, connection: {...connection, salesforce}}};
}

async function isLoginAccepted(system: System, job: ConnectJob): Promise<boolean> {
  const {terminal, prompter, loaded} = job;
  try {
    const message = await tryStoredLogin(system, job);
    if (prompter.isInteractive) terminal.warn(`ok: ${message}`);
    return true;
  } catch (error) {
    const {failure, message} = toConnectorError(error);
    if (failure !== 'config_error' || !prompter.isInteractive) throw error;
    terminal.warn(`error: The login in ${loaded.secretsPath}: ${message}`);
    return false;
  }
}

const MAX_TRIES = 3;

async function askAgain(
  job: ConnectJob,
  connect: (job: ConnectJob) => Promise<void>,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await connect(tries === 1 ? job : withoutSecrets(job));
    } catch (error) {
      const {failure, message} = toConnectorError(error);
      if (failure !== 'config_error' || tries === MAX_TRIES) throw error;
      job.terminal.warn(`error: ${message}`);
    }
  }
}
