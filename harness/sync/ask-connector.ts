import {
  type AirbyteMessage,
  ConnectorError,
  MAX_LINE_BYTES,
  parseMessage,
  readLines,
} from '@cohort-salesforce/spec';
import type {Problem} from '../connector/message-handler.js';
import {describeExit} from '../connector/start-connector.js';
import {passOverLongLine} from '../pipe/pass-over-long-line.js';
import type {PipeEnd} from '../pipe/pipe-end.js';
import type {ConnectorSpec} from './connector-spec.js';
import type {RunContext} from './run-context.js';

type Answer<Type extends AirbyteMessage['type']> = Extract<AirbyteMessage, {type: Type}>;

/**
 * Runs a command that answers with one message, and resolves with the first of that type, whatever
 * the exit code: so does Airbyte's platform. Throws the connector's own error when there is none.
 */
export async function askConnector<Type extends AirbyteMessage['type']>(
  runContext: RunContext,
  connectorSpec: ConnectorSpec,
  {command, wanted}: {command: 'check' | 'discover'; wanted: Type},
): Promise<Answer<Type>> {
  runContext.signal.throwIfAborted();
  const known = runContext.problems.length;
  const end = await runContext.start(connectorSpec, command);
  const stop = () => end.connector.stop();
  runContext.signal.addEventListener('abort', stop);
  const answer = await readAnswer(end, wanted);
  const exit = await end.connector.exited;
  runContext.signal.removeEventListener('abort', stop);
  if (answer) return answer;
  runContext.signal.throwIfAborted();
  const problem = takeProblem(runContext.problems, known, connectorSpec.program.name);
  throw problem
    ? toError(problem)
    : noAnswer(`${connectorSpec.program.name} ${describeExit(exit)}`, wanted);
}

async function readAnswer<Type extends AirbyteMessage['type']>(
  {connector, listener, log}: PipeEnd,
  wanted: Type,
): Promise<Answer<Type> | undefined> {
  let answer: Answer<Type> | undefined;
  connector.stdin.end();
  for await (const lines of readLines(connector.stdout, MAX_LINE_BYTES, passOverLongLine)) {
    for (const line of lines) {
      const message = parseLine(line);
      if (message === undefined) log('INFO', line.toString());
      else if (message.type === wanted) answer ??= message as Answer<Type>;
      else await listener.handle(message);
    }
  }
  return answer;
}

// Others may work at the same time.
function takeProblem(problems: Problem[], from: number, connector: string): Problem | undefined {
  const at = problems.findIndex((found, index) => index >= from && found.connector === connector);
  return at < 0 ? undefined : problems.splice(at, 1)[0];
}

function parseLine(line: Buffer): AirbyteMessage | undefined {
  try {
    const message = parseMessage(line, 0);
    return message.type === 'UNKNOWN' ? undefined : message;
  } catch {
    return undefined;
  }
}

function toError({connector, failure, message}: Problem): ConnectorError {
  return new ConnectorError({failure, message, facts: {connector}});
}

function noAnswer(what: string, wanted: string): ConnectorError {
  return new ConnectorError({failure: 'system_error', message: `${what} without a ${wanted}.`});
}
