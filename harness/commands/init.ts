import {existsSync} from 'node:fs';
import {dirname} from 'node:path';
import {configError} from '@cohort-salesforce/spec';
import {Prompter} from '../connect/prompter.js';
import {withChannelPaths} from '../connection/channel-paths.js';
import type {Connection} from '../generated/types.js';
import {callName} from '../report/call-name.js';
import {createTerminal, type Terminal} from '../report/terminal.js';
import {askCohort} from '../setup/ask-channel.js';
import {askConnection} from '../setup/ask-connection.js';
import {askSalesforceLogin} from '../setup/ask-logins.js';
import {Interview} from '../setup/interview.js';
import {KeptAnswers} from '../setup/kept-answers.js';
import {loadDraft} from '../setup/load-draft.js';
import {offersOf, UNKNOWN} from '../setup/offers.js';
import {formatSample, readSample} from '../setup/read-sample.js';
import {writeConnection} from '../setup/write-connection.js';
import {directionsOf, secretsFor} from '../systems/index.js';
import {checkDirections} from './check.js';
import {concludeFailed, finishQuietly} from './conclude.js';
import type {ConnectJob} from './connect.js';
import {connectChannel} from './connect-channel.js';
import {connectMissing} from './connect-missing.js';
import {listenForInterruption} from './interruption.js';
import type {ConnectionOptions} from './options.js';
import {type CommandContext, withConnection} from './with-connection.js';

export interface InitOptions extends ConnectionOptions {
  force: boolean;
  /** Go on with the answers of an earlier init that failed. */
  resume: boolean;
  port: number;
  browser: boolean;
  privateKey: string | undefined;
  /** Answers, by the name of their option. */
  answers: Readonly<Record<string, unknown>>;
}

/** Writes a connection by asking what the app's page in Cohort's dashboard asks. */
export async function init(options: InitOptions): Promise<void> {
  const startedAt = Date.now();
  const terminal = createTerminal(options);
  const interruption = listenForInterruption(terminal, 'Stopping.');
  const prompter = new Prompter(interruption.signal);
  let kept: KeptAnswers | undefined;
  try {
    refuseExisting(options);
    kept = KeptAnswers.open(options.connection, options);
    const interview = new Interview(options.answers, prompter, kept);
    const setup = {options, interview, kept, terminal, prompter, interruption, startedAt};
    const {draft, isConnected} = await connectBoth(setup);
    if (isConnected) await askConnected(setup, draft);
    else {
      await write(await askConnection({draft, interview}, UNKNOWN), setup);
      finishQuietly({terminal, json: options.json, startedAt});
    }
  } catch (error) {
    concludeFailed(error, {terminal, json: options.json, startedAt});
  } finally {
    if (kept && !kept.isEmpty && existsSync(kept.path)) {
      terminal.warn(
        `The answers are kept in ${kept.path}. To go on from there: ${callName()} init --connection ${options.connection} --resume`,
      );
    }
    interruption.dispose();
    prompter.close();
  }
}

interface Setup extends Omit<ConnectJob, 'loaded'> {
  options: InitOptions;
  interview: Interview;
  kept: KeptAnswers;
  startedAt: number;
}

function refuseExisting({connection, force}: InitOptions): void {
  if (force || !existsSync(connection)) return;
  throw configError(`${connection} is there already; --force writes it anew.`);
}

// Each secret is asked for right after what it belongs to.
async function connectBoth(setup: Setup): Promise<{draft: Connection; isConnected: boolean}> {
  const {options, interview} = setup;
  const salesforce = await askSalesforceLogin(interview);
  const first = {salesforce, cohort: {}, import: {enabled: false}};
  const isAtSalesforce = await connectMissing('salesforce', {
    ...setup,
    loaded: await loadDraft(options.connection, first),
  });
  const draft = {...first, cohort: await askCohort(interview)};
  const loaded = await loadDraft(options.connection, draft);
  const isAtCohort = await connectChannel({...setup, loaded});
  const isConnected = isAtSalesforce && isAtCohort;
  if (!isConnected) setup.terminal.warn(notLoggedIn(options.connection, draft));
  return {draft, isConnected};
}

// What is written has been checked, and shown where somebody watches.
async function askConnected(setup: Setup, draft: Connection): Promise<void> {
  const {options, interview, kept, prompter, terminal} = setup;
  const perform = async (job: CommandContext) => {
    const placed = (connection: Connection) =>
      withChannelPaths(connection, dirname(options.connection));
    const connection = await askConnection({draft, interview}, offersOf(job, placed(draft)));
    if (!(await checkDirections(directionsOf(placed(connection)), job))) {
      await kept.suspect();
      return {isComplete: false};
    }
    if (prompter.isInteractive && !(await isAccepted(connection, {prompter, terminal, job}))) {
      await kept.suspect();
      throw new DOMException('Nothing was written.', 'AbortError');
    }
    await write(connection, setup);
    if (options.json) return {isComplete: true};
    return undefined;
  };
  await withConnection('init', options, perform, () => loadDraft(options.connection, draft));
}

async function isAccepted(
  connection: Connection,
  {prompter, terminal, job}: {prompter: Prompter; terminal: Terminal; job: CommandContext},
): Promise<boolean> {
  const people = await readSample(connection, job);
  if (people.length === 0) terminal.warn('There are no people to show yet.');
  else terminal.warn(`The first ${people.length} people in Cohort:\n${formatSample(people)}`);
  const question = {text: 'Write the connection', choices: YES_NO, preset: 'yes'};
  return (await prompter.choose(question)) === 'yes';
}

const YES_NO = [
  {value: 'yes', label: 'Yes'},
  {value: 'no', label: 'No, change the answers (--resume)'},
];

function notLoggedIn(path: string, {cohort}: Connection): string {
  return [
    'warning: Not logged in at both systems, and there is no terminal to ask at: names of objects and fields are taken as they are given.',
    `Log in with: ${callName()} connect salesforce --connection ${path}`,
    ...loginAtCohort(path, cohort),
  ].join('\n');
}

function loginAtCohort(path: string, cohort: Connection['cohort']): string[] {
  if (cohort.channel?.type === 'postgresql') {
    return [
      'and put the address of the database into the secrets file: cohort: {channel: {url: ...}}',
    ];
  }
  const isNeeded = secretsFor('cohort', {...cohort}).length > 0;
  return isNeeded ? [`        and: ${callName()} connect cohort --connection ${path}`] : [];
}

async function write(connection: Connection, {options, terminal, kept}: Setup): Promise<void> {
  const path = options.connection;
  await writeConnection(path, connection);
  kept.forget();
  terminal.warn(`Written: ${path}\nNext: ${callName()} plan --connection ${path}`);
}
