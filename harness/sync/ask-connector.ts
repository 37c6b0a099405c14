import {
  type AirbyteMessage,
  ConnectorError,
  MAX_LINE_BYTES,
  parseMessage,
  readLines,
} from '../../spec/index.js';
import type {Problem} from '../connector/listener.js';
import {describeExit} from '../connector/start-connector.js';
import {passOverLongLine} from '../pipe/pass-over-long-line.js';
import type {PipeEnd} from '../pipe/run-pipe.js';
import type {Party} from './party.js';
import type {Workplace} from './workplace.js';

type Answer<Type extends AirbyteMessage['type']> = Extract<AirbyteMessage, {type: Type}>;

/**
 * Runs a command that answers with one message, and resolves with the first of that type, whatever
 * the exit code: so does Airbyte's platform. Throws the connector's own error when there is none.
 */
export async function askConnector<Type extends AirbyteMessage['type']>(
  workplace: Workplace,
  party: Party,
  {command, wanted}: {command: 'check' | 'discover'; wanted: Type},
): Promise<Answer<Type>> {
  workplace.signal.throwIfAborted();
  const known = workplace.problems.length;
  const end = await workplace.start(party, command);
  const stop = () => end.connector.stop();
  workplace.signal.addEventListener('abort', stop);
  const answer = await readAnswer(end, wanted);
  const exit = await end.connector.exited;
  workplace.signal.removeEventListener('abort', stop);
  if (answer) return answer;
  workplace.signal.throwIfAborted();
  const told = takeProblem(workplace.problems, known, party.program.name);
  throw told ? toError(told) : noAnswer(`${party.program.name} ${describeExit(exit)}`, wanted);
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
      else await listener.hear(message);
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
