import {readCommandLine, usage} from './command-line.js';
import {type SalesforceEmulator, startSalesforceEmulator} from './index.js';
import {progressLine} from './progress-line.js';

const command = readCommandLine(process.argv.slice(2));
if ('error' in command) {
  process.stderr.write(`${command.error}\n\n${usage}`);
  process.exitCode = 2;
} else if (command.help) process.stdout.write(usage);
else await run(command).catch(fail);

async function run({options, json}: Exclude<typeof command, {error: string}>): Promise<void> {
  const emulator = await startSalesforceEmulator({
    ...options,
    onProgress: progressLine(process.stderr),
  });
  process.stdout.write(json ? `${JSON.stringify(emulator)}\n` : describe(emulator));
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      void emulator.close().then(() => process.kill(process.pid, signal));
    });
}

function fail(error: Error): void {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function describe({url, credentials, caFile}: SalesforceEmulator): string {
  const lines = Object.entries({url, ...(caFile ? {ca_file: caFile} : {}), ...credentials});
  return `${lines.map(([key, value]) => `${key}: ${value}`).join('\n')}\n`;
}
