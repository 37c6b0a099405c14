import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startCohortEmulator} from '@cohort-salesforce/emulators/cohort';
import {writeConnection} from '@cohort-salesforce/emulators/connection';
import {startSalesforceEmulator} from '@cohort-salesforce/emulators/salesforce';
import yargs from 'yargs';
import {Checks} from './checks.js';
import {cohortSide} from './cohort-side.js';
import {difficultPeople} from './difficult-people.js';
import {
  emailKey,
  expectedExport,
  expectedImport,
  firstNamesAfterImport,
  newestByEmail,
} from './expected-numbers.js';
import {reportTable} from './report.js';
import {runConsole} from './run-console.js';
import {runHarness, type Summary} from './run-harness.js';
import {runOverPostgresql} from './run-over-postgresql.js';
import {salesforceSide} from './salesforce-side.js';

/** The main job, start to end, on emulators; every number is checked against the data itself. */
const {
  contacts,
  users,
  keep,
  channel,
  console: isConsole,
  port,
  loginPort,
} = await yargs(process.argv.slice(2))
  .scriptName('npm start --')
  .strict()
  .version(false)
  .option('contacts', {type: 'number', default: 1000, describe: 'Contacts in Salesforce'})
  .option('users', {type: 'number', default: 200, describe: 'Users in Cohort before the import'})
  .option('channel', {
    choices: ['api', 'postgresql'] as const,
    default: 'api' as const,
    describe: 'How users get into Cohort: through its API, or through a table that it imports',
  })
  .option('console', {
    type: 'boolean',
    default: false,
    describe: 'Serve the console with the emulators instead, until Ctrl-C',
  })
  .option('port', {
    type: 'number',
    default: 8080,
    describe: 'Port of the console; 0: any free port',
  })
  .option('login-port', {
    type: 'number',
    default: 1717,
    describe: 'Port of the login callback; 0: any free port',
  })
  .option('keep', {
    type: 'boolean',
    default: false,
    describe: 'Leave the emulators running at the end',
  })
  .parseAsync();

const [salesforceServer, cohortServer] = await Promise.all([
  startSalesforceEmulator({contacts, seed: 1}),
  startCohortEmulator({users, seed: 1}),
]);
const folder = await mkdtemp(join(tmpdir(), 'quick-start-'));
await writeConnection({folder, salesforce: salesforceServer, cohort: cohortServer});
const salesforce = salesforceSide(salesforceServer);
const cohort = cohortSide(cohortServer);
const checks = new Checks();
const runs: {title: string; summary: Summary}[] = [];

const look =
  keep || isConsole ? 'open it to see the users' : 'npm start -- --keep leaves it there to look at';
console.log(`Salesforce emulator  ${salesforceServer.url}`);
console.log(`Cohort emulator      ${cohortServer.url}  (${look})`);
console.log(`Connection           ${join(folder, 'connection.yaml')}\n`);

const stopChannel = isConsole ? await serveConsole() : await runMainJob();
await Promise.all([salesforceServer.close(), cohortServer.close(), stopChannel?.()]);

async function serveConsole(): Promise<undefined> {
  const {username, password} = salesforceServer.credentials;
  await runConsole(folder, {port, loginPort, login: {username, password}});
  return undefined;
}

async function runMainJob(): Promise<(() => Promise<void>) | undefined> {
  const stop =
    channel === 'postgresql'
      ? await runOverPostgresql({folder, cohortServer, salesforce, cohort, checks, run})
      : await runOverApi();
  console.log(reportTable(runs));
  console.log(`\n${checks.conclusion()}`);
  process.exitCode = checks.failed ? 1 : 0;
  if (keep) {
    console.log('The emulators go on until Ctrl-C.');
    await new Promise<void>(resolve => process.once('SIGINT', resolve));
  }
  return stop;
}

async function runOverApi(): Promise<undefined> {
  const beforeImport = {contacts: await salesforce.contacts(), users: await cohort.users()};
  const inTheBin = await salesforce.deleted();
  const firstImport = await run('import', 'import');
  checks.numbers(
    'import',
    firstImport,
    expectedImport(beforeImport.contacts, beforeImport.users, inTheBin),
  );
  checks.same(
    'first names in Cohort',
    new Map((await cohort.users()).map(user => [emailKey(user.email), user.firstName])),
    firstNamesAfterImport(beforeImport.contacts, beforeImport.users),
  );

  const changed = [...newestByEmail(beforeImport.contacts).values()].slice(0, 5);
  for (const {Id} of changed) await salesforce.update(Id, {FirstName: 'Renamed'});
  await salesforce.create([
    {FirstName: 'New', LastName: 'Contact', Email: 'new.contact@example.com'},
    {FirstName: 'Newer', LastName: "O'Contact", Email: "newer.o'contact@example.com"},
  ]);
  checks.numbers('import of changes', await run('changes in Salesforce', 'import'), {
    created: 2,
    updated: 5,
  });

  await cohort.upsert([
    {
      email: 'fresh.user@example.com',
      firstName: 'Fresh',
      lastName: 'User',
      properties: {loyalty_points: 5, newsletter: true},
    },
    {email: 'new.contact@example.com', properties: {loyalty_points: 1234}},
  ]);
  const beforeExport = {contacts: await salesforce.contacts(), users: await cohort.users()};
  checks.numbers(
    'export',
    await run('export', 'export'),
    expectedExport(beforeExport.contacts, beforeExport.users),
  );
  const exported = await salesforce.contacts();
  checks.same(
    'Cohort User IDs in Salesforce',
    new Set(exported.map(contact => contact.Cohort_User_ID__c).filter(id => id !== null)),
    new Set(beforeExport.users.map(user => user.id)),
  );

  // The import that follows an export sees the contacts it wrote: they must all be found unchanged.
  const quiet = await run('sync, nothing new', 'sync');
  checks.numbers('sync', quiet, {created: 0, updated: 0});
  const urls = [salesforceServer.url, cohortServer.url];
  await difficultPeople({salesforce, cohort, checks, run, urls});
  return undefined;
}

async function run(title: string, command: string): Promise<Summary> {
  const summary = await runHarness(command, join(folder, 'connection.yaml'));
  runs.push({title, summary});
  return summary;
}
