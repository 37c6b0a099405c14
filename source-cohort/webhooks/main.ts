import {releaseClosedTerminal, toConnectorError} from '@cohort-salesforce/spec';
import {parseCommandLine, UsageError} from './command-line.js';
import {type RunningReceiver, runReceiver} from './run-receiver.js';

const terminal = releaseClosedTerminal();
// Events are received also when nobody reads what is said.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});

try {
  const settings = await parseCommandLine(process.argv.slice(2));
  if (settings) serve(await runReceiver(settings, {log, env: process.env}));
} catch (error) {
  process.exitCode = error instanceof UsageError ? 2 : 1;
  log(error instanceof UsageError ? error.message : toConnectorError(error).message);
}

function serve(receiver: RunningReceiver): void {
  const {url, folder} = receiver;
  process.stdout.write(`${JSON.stringify({url, folder})}\n`);
  log(`Receiving webhooks at ${url}; events are stored in ${folder}.`);
  let isStopping = false;
  const stop = (why: string) => {
    if (isStopping) return;
    isStopping = true;
    log(`${why}: stopping.`);
    void receiver.close().then(() => process.exit(0), fail);
  };
  // As the first process of a container it would not end by itself.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(signal));
  process.on('SIGHUP', () => {
    if (terminal.isClosed()) return stop('The terminal was closed');
    receiver.reload().then(
      () => log('SIGHUP: secrets and certificate were read again.'),
      error => log(`SIGHUP: going on as before. ${toConnectorError(error).message}`),
    );
  });
}

function fail(error: unknown): void {
  log(toConnectorError(error).message);
  process.exit(1);
}

function log(line: string): void {
  process.stderr.write(`cohort-webhooks: ${line}\n`);
}
