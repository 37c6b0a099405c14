import type {Argv} from 'yargs';
import {connectionOptions, toPrograms} from './connection-options.js';

/** `init` and `connect`. */
export function addSetupCommands(parser: Argv): void {
  addInit(parser);
  addConnect(parser);
}

const ANSWERS: Readonly<Record<string, string>> = {
  'auth-type': 'Client, JWT or ClientCredentials',
  'login-url': "Salesforce's login address",
  'client-id': 'Consumer key of the External Client App (or connected app)',
  username: 'Salesforce user to act as (JWT)',
  channel: 'How users get into Cohort: api, postgresql, csv or none',
  'api-url': "Cohort's API (channel api)",
  'export-channel': 'How they get out of Cohort without the API: none, webhooks or csv',
  'export-path': 'Folder of the events, or file or folder of the CSV export',
  'upload-dir': 'Folder for the files to upload (channel csv)',
  table: 'Table for the users (channel postgresql)',
  object: 'Object that contains the customers',
  'email-field': 'Field that contains the email address',
  users: 'all or existing',
  fields: 'Field=property,...',
  export: 'yes or no',
  'user-id-field': 'Field in which the Cohort User ID is stored',
  'export-users': 'all or existing',
  properties: 'property=Field,...',
  'create-defaults': 'Field=value,... for new records, such as LastName=Unknown',
  more: 'yes: also ask for limits, an alert and a schedule',
  'max-changes': 'How many people one run may change: 500, or 10%',
  'max-rejected': 'How many records of a direction may be rejected: 100, or 5%',
  'on-failure': 'Address that is called after a failed run',
  schedule: 'When harness serve syncs: every 15m, or a cron expression in UTC',
};

function addInit(parser: Argv): void {
  parser.command(
    'init',
    'Set up a connection by answering questions',
    options => {
      for (const [name, describe] of Object.entries(ANSWERS)) {
        options.option(name, {type: 'string', requiresArg: true, describe});
      }
      return connectionOptions(options, 'init')
        .option('resume', {
          type: 'boolean',
          default: false,
          describe: 'Continue with the answers of an init that failed',
        })
        .option('force', {type: 'boolean', default: false, describe: 'Replace an existing file'})
        .option('port', {type: 'number', requiresArg: true, default: 1717, hidden: true})
        .options(LOGIN_OPTIONS);
    },
    async given => {
      const {init} = await import('../commands/init.js');
      const {privateKey} = given;
      await init({...given, privateKey, programs: toPrograms(given.connector), answers: given});
    },
  );
}

const LOGIN_OPTIONS = {
  browser: {type: 'boolean', default: true, describe: 'Open the browser'},
  'private-key': {type: 'string', requiresArg: true, describe: 'PEM file, for auth_type JWT'},
} as const;

function addConnect(parser: Argv): void {
  parser.command(
    'connect [system]',
    'Log in to Salesforce in the browser, or store the Cohort API key',
    options =>
      connectionOptions(options, 'connect cohort')
        .positional('system', {
          choices: ['salesforce', 'cohort'] as const,
          default: 'salesforce' as const,
        })
        .option('port', {
          type: 'number',
          requiresArg: true,
          default: 1717,
          describe: "Port of the app's callback, http://localhost:1717/OauthRedirect",
        })
        .options(LOGIN_OPTIONS),
    async given => {
      const {connect} = await import('../commands/connect.js');
      const {privateKey} = given;
      await connect({...given, privateKey, programs: toPrograms(given.connector)});
    },
  );
}
