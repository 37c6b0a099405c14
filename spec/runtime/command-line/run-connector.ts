import {setFlagsFromString} from 'node:v8';
import {toConnectorError} from '../../connector-error.js';
import {LineWriter} from '../../lines/line-writer.js';
import {createCensor} from './censor.js';
import type {Command, Connector} from './connector.js';
import {MessageOutput} from './context.js';
import {performCommand} from './perform-command.js';
import {sendError} from './send-error.js';
import {UsageError} from './usage-error.js';
import {exitOnSignals} from './without-termination.js';

/**
 * From argv to exit code: 0 done, 1 failed (an error TRACE says why), 2 wrong command line.
 * Sets `process.exitCode` and lets stdout drain: `process.exit` would cut off what it still holds.
 */
export async function runConnector<Config extends object, Session>(
  connector: Connector<Config, Session>,
  commands: Record<string, Command<Config, Session>>,
): Promise<void> {
  keepMemorySmall();
  exitOnSignals();
  const lines = new LineWriter(process.stdout);
  const censor = createCensor(connector.specification.connectionSpecification);
  const output = new MessageOutput(lines, censor);
  const fail = async (thrown: unknown) => {
    sendError(output, toConnectorError(thrown));
    // A reader that is gone gets no message; the exit code still says it.
    await lines.finish().catch((error: NodeJS.ErrnoException) => {
      const reason = error.code ?? error.message;
      process.stderr.write(`${connector.name}: stdout cannot be written (${reason}).\n`);
    });
  };
  process.stderr.on('error', () => {});
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, error => void fail(error).finally(() => process.exit(1)));
  }
  try {
    const program = {connector, commands, lines, output, censor};
    process.exitCode = (await performCommand(process.argv.slice(2), program)) ? 0 : 1;
    await lines.finish();
  } catch (error) {
    process.exitCode = error instanceof UsageError ? 2 : 1;
    if (error instanceof UsageError) process.stderr.write(`${connector.name}: ${error.message}\n`);
    else await fail(error);
  } finally {
    // An input that is still open must not keep a finished command alive.
    process.stdin.destroy();
  }
}

// A connector's objects die soon. V8 would let its heap grow to four times what lives before it looks
// among the old ones; to look at 1.3 times costs nothing that can be measured, for little lives (800,000
// users written: 160 -> 148 MB).
// undici's HTTP parser is one huge WebAssembly function: to optimize it takes 35 MB and 0.15 s in the
// middle of every run, and gains nothing that can be measured over 4,000 requests.
function keepMemorySmall(): void {
  for (const flag of ['--heap-growing-percent=30', '--liftoff-only']) setFlagsFromString(flag);
}
