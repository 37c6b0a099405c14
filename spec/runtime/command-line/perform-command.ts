import {toConnectorError} from '../../connector-error.js';
import type {LineWriter} from '../../lines/line-writer.js';
import type {Censor} from './censor.js';
import type {CommandLine} from './command-line.js';
import type {Command, Connector, Run} from './connector.js';
import type {MessageOutput} from './context.js';
import {parseConfig} from './parse-inputs.js';
import {readJsonFile} from './read-json-file.js';
import {reportSpans, SPANS_VARIABLE} from './reported-span.js';
import {requireFolders} from './require-folders.js';
import {UsageError} from './usage-error.js';

/** A connector, its commands and its way out. */
export interface Program<Config extends object, Session> {
  connector: Connector<Config, Session>;
  /** Besides `spec` and `check`. */
  commands: Record<string, Command<Config, Session>>;
  lines: LineWriter;
  output: MessageOutput;
  censor: Censor;
}

/** Does what the command line says; resolves with whether all of it succeeded. */
export async function performCommand<Config extends object, Session>(
  argv: readonly string[],
  program: Program<Config, Session>,
): Promise<boolean> {
  // Runners ask every image for its spec, and loading yargs takes longer than answering.
  if (argv.length === 1 && argv[0] === 'spec') return sendSpecification(program);
  const {parseCommandLine} = await import('./command-line.js');
  const {connector, commands} = program;
  const names = ['spec', 'check', ...Object.keys(commands)];
  const files = await parseCommandLine(connector.name, names, argv);
  if (files === undefined) return true;
  if (files.command === 'spec') return sendSpecification(program);
  if (files.debug) await logRequests(program.output);
  if (process.env[SPANS_VARIABLE]) await reportSpans(program.output);
  if (files.command === 'check') return check(files, program);
  return withSession(files, program, commands[files.command] ?? unknownCommand);
}

// Loaded late: most commands tell of no request.
async function logRequests(output: MessageOutput): Promise<void> {
  const {observeRequests} = await import('../../http/observe-requests.js');
  observeRequests(({method, target, status, milliseconds}) => {
    const how = status === 0 ? 'no answer' : `HTTP ${status}`;
    output.log('DEBUG', `${method} ${target}: ${how} in ${milliseconds} ms`);
  });
}

function sendSpecification<Config extends object, Session>({
  connector,
  output,
}: Program<Config, Session>): boolean {
  output.send({type: 'SPEC', spec: connector.specification});
  return true;
}

// A person waits for the answer.
const CHECK_CALL_MS = 10_000;

// A config that cannot work is an answer of `check`, not a failure of it.
async function check<Config extends object, Session>(
  files: CommandLine,
  program: Program<Config, Session>,
): Promise<boolean> {
  const {connector, output} = program;
  output.callLimitMs = CHECK_CALL_MS;
  try {
    const message = await withSession(files, program, async ({config, session}) => {
      await requireFolders(config);
      return connector.check(session);
    });
    sendStatus(output, 'SUCCEEDED', message);
  } catch (thrown) {
    const error = toConnectorError(thrown);
    if (error.failure !== 'config_error') throw error;
    sendStatus(output, 'FAILED', error.message);
  }
  return true;
}

function sendStatus(output: MessageOutput, status: 'SUCCEEDED' | 'FAILED', message: string): void {
  const connectionStatus = {status, message: output.clean(message)};
  output.send({type: 'CONNECTION_STATUS', connectionStatus});
}

async function withSession<Config extends object, Session, Result>(
  files: CommandLine,
  {connector, lines, output, censor}: Program<Config, Session>,
  use: (run: Run<Config, Session>) => Promise<Result>,
): Promise<Result> {
  const value = await readJsonFile(files.config, 'config');
  if (typeof value === 'object' && value !== null) censor.learn(value);
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
