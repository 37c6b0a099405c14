import {resolve} from 'node:path';
import yargs from 'yargs';

export interface EmulatorsOptions {
  dir: string;
  contacts: number;
  users: number;
  seed: number;
  salesforcePort: number;
  cohortPort: number;
  describeFiles: string[];
}

/** An option that cannot be used; the message is for the person who gave it. */
export class OptionError extends Error {}

const MAX_PORT = 65_535;

/**
 * The options, or undefined when --help was asked for and printed. Throws an `OptionError` that
 * names the option, what was found and what is expected.
 */
export async function parseEmulatorsOptions(
  argv: readonly string[],
): Promise<EmulatorsOptions | undefined> {
  const options = await yargs(argv)
    .scriptName('emulators')
    .usage(
      '$0 --dir FOLDER [options]\n\nStarts emulators of Salesforce and Cohort and runs until stopped.',
    )
    .strict()
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new OptionError(message);
    })
    // As text: yargs takes what is no number for NaN.
    .option('dir', {type: 'string', demandOption: true, describe: 'Where the configs are written'})
    .option('contacts', {type: 'string', default: '1000', describe: 'Contacts in Salesforce'})
    .option('users', {
      type: 'string',
      default: '0',
      describe: 'Users in Cohort, half of them contacts too',
    })
    .option('seed', {
      type: 'string',
      default: '1',
      describe: 'The same seed gives the same people',
    })
    .option('salesforce-port', {type: 'string', default: '0', describe: '0: any free port'})
    .option('cohort-port', {type: 'string', default: '0', describe: '0: any free port'})
    .option('describe', {
      type: 'string',
      array: true,
      default: [],
      describe:
        'An sObject describe as a real org returns it: makes the object, or adds its fields',
    })
    .parseAsync();
  if (options.help || options.version) return undefined;
  return {
    dir: resolve(options.dir),
    contacts: toWholeNumber('contacts', options.contacts),
    users: toWholeNumber('users', options.users),
    seed: toWholeNumber('seed', options.seed),
    salesforcePort: toWholeNumber('salesforce-port', options['salesforce-port'], MAX_PORT),
    cohortPort: toWholeNumber('cohort-port', options['cohort-port'], MAX_PORT),
    describeFiles: options.describe.map(file => resolve(file)),
  };
}

function toWholeNumber(name: string, text: string, max = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= max) return number;
  const range = max === MAX_PORT ? ` from 0 to ${MAX_PORT}` : '';
  throw new OptionError(
    `--${name}: found ${JSON.stringify(text)}, expected a whole number${range}.`,
  );
}
