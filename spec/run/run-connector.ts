import {setFlagsFromString} from 'node:v8';
import {type ConnectorError, toConnectorError} from '../connector-error.js';
import {LineWriter} from '../lines/line-writer.js';
import type {ConnectorSpecification, Validator} from '../protocol/index.js';
import type {CommandLine} from './command-line.js';
import {MessageOutput} from './context.js';
import {parseConfig} from './parse-inputs.js';
import {readJsonFile} from './read-json-file.js';
import {createRedactor} from './redact.js';
import {UsageError} from './usage-error.js';

/** What both kinds of connector have in common. */
export interface Connector<Config extends object, Session> {
  name: string;
  specification: ConnectorSpecification;
  validateConfig: Validator<Config>;
  connect(config: Config, context: MessageOutput): Promise<Session>;
  check(session: Session): Promise<string>;
  close?(session: Session): Promise<void>;
}

/** One command at work: everything it may need. */
export interface Run<Config, Session> {
  config: Config;
  session: Session;
  files: CommandLine;
  lines: LineWriter;
  output: MessageOutput;
}

/** Does a command's work and resolves with whether all of it succeeded. */
export type Command<Config, Session> = (run: Run<Config, Session>) => Promise<boolean>;

/**
 * From argv to exit code: 0 done, 1 failed (an error TRACE says why), 2 wrong command line.
 * Sets `process.exitCode` and lets stdout drain: `process.exit` would cut off what it still holds.
 */
export async function runConnector<Config extends object, Session>(
  connector: Connector<Config, Session>,
  commands: Record<string, Command<Config, Session>>,
): Promise<void> {
  keepMemorySmall();
  const lines = new LineWriter(process.stdout);
  const redactor = createRedactor(connector.specification.connectionSpecification);
  const output = new MessageOutput(lines, redactor);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, error => void fail(error).finally(() => process.exit(1)));
  }
  try {
    process.exitCode = (await performCommandLine(process.argv.slice(2))) ? 0 : 1;
    await lines.finish();
  } catch (error) {
    process.exitCode = error instanceof UsageError ? 2 : 1;
    if (error instanceof UsageError) process.stderr.write(`${connector.name}: ${error.message}\n`);
    else await fail(error);
  } finally {
    // An input that is still open must not keep a finished command alive.
    process.stdin.destroy();
  }

  // Runners ask every image for its spec, and loading yargs takes longer than answering.
  async function performCommandLine(argv: readonly string[]): Promise<boolean> {
    if (argv.length === 1 && argv[0] === 'spec') return sendSpecification();
    const {parseCommandLine} = await import('./command-line.js');
    const names = ['spec', 'check', ...Object.keys(commands)];
    const files = await parseCommandLine(connector.name, names, argv);
    return files === undefined || perform(files);
  }

  function sendSpecification(): boolean {
    output.send({type: 'SPEC', spec: connector.specification});
    return true;
  }

  async function perform(files: CommandLine): Promise<boolean> {
    if (files.command === 'spec') return sendSpecification();
    if (files.command === 'check') return check(files);
    return withSession(files, run => (commands[files.command] ?? unknownCommand)(run));
  }

  // A config that cannot work is an answer of `check`, not a failure of it.
  async function check(files: CommandLine): Promise<boolean> {
    try {
      const message = await withSession(files, ({session}) => connector.check(session));
      output.send({
        type: 'CONNECTION_STATUS',
        connectionStatus: {status: 'SUCCEEDED', message: redactor.redact(message)},
      });
    } catch (thrown) {
      const error = toConnectorError(thrown);
      if (error.failure !== 'config_error') throw error;
      output.send({
        type: 'CONNECTION_STATUS',
        connectionStatus: {status: 'FAILED', message: redactor.redact(error.message)},
      });
    }
    return true;
  }

  async function withSession<Result>(
    files: CommandLine,
    use: (run: Run<Config, Session>) => Promise<Result>,
  ): Promise<Result> {
    const value = await readJsonFile(files.config, 'config');
    if (typeof value === 'object' && value !== null) redactor.learn(value);
    const config = parseConfig<Config>(value, connector);
    warnOfUnverifiedTls(output);
    try {
      const session = await connector.connect(config, output);
      try {
        return await use({config, session, files, lines, output});
      } finally {
        await connector.close?.(session);
      }
    } finally {
      output.reportApiCalls();
    }
  }

  async function fail(thrown: unknown): Promise<void> {
    sendError(output, toConnectorError(thrown));
    // A reader that is gone cannot be told so; the exit code still says it.
    await lines.finish().catch(() => {});
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

// Node's own warning goes to stderr, where hardly a runner shows it.
function warnOfUnverifiedTls(output: MessageOutput): void {
  if (process.env.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return;
  output.log(
    'WARN',
    'NODE_TLS_REJECT_UNAUTHORIZED=0: certificates are not verified, and anyone on the way can read secrets and customers. To trust a certificate of your own, name it in NODE_EXTRA_CA_CERTS instead.',
  );
}

async function unknownCommand(): Promise<boolean> {
  throw new UsageError('unknown command');
}

/** The error TRACE: a sentence for the user, and for us the stack, both without secrets. */
export function sendError(
  output: MessageOutput,
  error: ConnectorError,
  stream?: {name: string; namespace?: string | null},
): void {
  const stack = [error.stack, (error.cause as Error | undefined)?.stack]
    .filter(Boolean)
    .join('\nCaused by: ');
  output.trace({
    type: 'ERROR',
    error: {
      message: output.redact(error.message),
      internal_message: output.redact(JSON.stringify(error.facts)),
      stack_trace: output.redact(stack),
      failure_type: error.failure,
      ...(stream && {stream_descriptor: descriptorOf(stream)}),
    },
  });
}

export function descriptorOf({name, namespace}: {name: string; namespace?: string | null}) {
  return namespace ? {name, namespace} : {name};
}
