import {mkdir} from 'node:fs/promises';
import {resolve} from 'node:path';
import yargs from 'yargs';
import {startCohortEmulator} from './cohort/index.js';
import {startSalesforceEmulator} from './salesforce/index.js';
import {writeConnection} from './write-connection.js';

/** Starts both emulators, writes what is needed to use them, and runs until it is told to stop. */
const options = await yargs(process.argv.slice(2))
  .scriptName('npm run --silent emulators --')
  .strict()
  .version(false)
  .option('dir', {type: 'string', demandOption: true, describe: 'Where the configs are written'})
  .option('contacts', {type: 'number', default: 1000, describe: 'Contacts in Salesforce'})
  .option('users', {
    type: 'number',
    default: 0,
    describe: 'Users in Cohort, half of them contacts too',
  })
  .option('seed', {type: 'number', default: 1, describe: 'The same seed gives the same people'})
  .option('salesforce-port', {type: 'number', default: 0, describe: '0: any free port'})
  .option('cohort-port', {type: 'number', default: 0, describe: '0: any free port'})
  .option('describe', {
    type: 'string',
    array: true,
    default: [],
    describe: 'An sObject describe as a real org returns it: makes the object, or adds its fields',
  })
  .parseAsync();

const {seed, contacts, users} = options;
const [salesforce, cohort] = await Promise.all([
  startSalesforceEmulator({
    port: options['salesforce-port'],
    contacts,
    seed,
    describeFiles: options.describe.map(file => resolve(file)),
  }),
  startCohortEmulator({port: options['cohort-port'], users, seed}),
]);
const folder = resolve(options.dir);
await mkdir(folder, {recursive: true});
await writeConnection({folder, salesforce, cohort});
console.log(
  JSON.stringify({
    dir: folder,
    connection: `${folder}/connection.yaml`,
    salesforce: {url: salesforce.url},
    cohort: {url: cohort.url},
  }),
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await Promise.all([salesforce.close(), cohort.close()]);
    process.exit(0);
  });
}
