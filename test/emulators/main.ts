import {mkdir} from 'node:fs/promises';
import {startCohortEmulator} from './cohort/index.js';
import {type EmulatorsOptions, OptionError, parseEmulatorsOptions} from './emulators-options.js';
import {startSalesforceEmulator} from './salesforce/index.js';
import {writeConnection} from './write-connection.js';

interface Emulator {
  close(): Promise<void>;
}

const FAILED = 1;
const USAGE = 2;

try {
  const options = await parseEmulatorsOptions(process.argv.slice(2));
  const running: Emulator[] = [];
  // Before the first address is printed: its reader may stop us at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop(running));
  if (options) await start(options, running);
} catch (error) {
  fail(error);
}

/** Starts both emulators and writes what is needed to use them. */
async function start(options: EmulatorsOptions, running: Emulator[]): Promise<void> {
  const {dir, contacts, users, seed, salesforcePort, cohortPort, describeFiles} = options;
  const salesforce = await startSalesforceEmulator({
    port: salesforcePort,
    contacts,
    seed,
    describeFiles,
  });
  running.push(salesforce);
  const cohort = await startCohortEmulator({port: cohortPort, users, seed});
  running.push(cohort);
  await mkdir(dir, {recursive: true});
  await writeConnection({folder: dir, salesforce, cohort});
  const connection = `${dir}/connection.yaml`;
  const urls = {salesforce: {url: salesforce.url}, cohort: {url: cohort.url}};
  console.log(JSON.stringify({dir, connection, ...urls}));
  // Programs read the line above; a person needs the next step.
  if (process.stdout.isTTY)
    process.stderr.write(
      `Next, in another terminal: bin/harness sync --connection ${connection}\nCtrl-C stops the emulators and removes their data.\n`,
    );
}

async function stop(running: readonly Emulator[]): Promise<void> {
  await Promise.all(running.map(emulator => emulator.close()));
  process.exit(0);
}

function fail(error: unknown): void {
  process.stderr.write(`emulators: ${explain(error)}\n`);
  // An emulator that has started already would keep the process alive.
  process.exit(error instanceof OptionError ? USAGE : FAILED);
}

function explain(error: unknown): string {
  const {code, port, path, message} = error as NodeJS.ErrnoException & {port?: number};
  if (error instanceof OptionError) return `${message} See emulators --help.`;
  if (code === 'EADDRINUSE')
    return `port ${port} is already in use. Choose another, or 0 for any free one.`;
  if (code === 'EACCES' && port !== undefined)
    return `port ${port} needs more rights. Choose one above 1023.`;
  if (path !== undefined) return `${path}: ${message}`;
  return message;
}
