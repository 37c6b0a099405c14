import {ConnectorError} from '../connector-error.js';
import {describeErrors} from '../protocol/describe-errors.js';
import type {AirbyteMessage} from '../protocol/generated/types.js';
import {validateAirbyteMessage as validateMessage} from '../protocol/generated/validators.js';
import {parseJson} from './exact-json.js';

/** A message of a later protocol: it carries no record, so it may be passed over. */
export interface UnknownMessage {
  type: 'UNKNOWN';
  found: string;
}

/**
 * One line -> one message. Throws a ConnectorError that names the line when it is no JSON, no
 * message, or a record or state that breaks the protocol: going on would lose data. Any other message that is not as we
 * know it, as those of a later protocol, counts as unknown.
 */
export function parseMessage(
  line: Buffer | string,
  lineNumber: number,
): AirbyteMessage | UnknownMessage {
  const value = parseLine(line, lineNumber);
  if (validateMessage(value)) return value;
  const type = (value as {type?: unknown} | null)?.type;
  const carriesData = type === 'RECORD' || type === 'STATE';
  if (typeof type === 'string' && !carriesData) return {type: 'UNKNOWN', found: type};
  throw notAMessage(lineNumber, describeErrors(validateMessage, value));
}

// As fast as Buffer.toString, but bytes that are no text are an error instead of a changed name; a
// byte order mark, which some shells put before what they pipe, is no part of the text.
const UTF8 = new TextDecoder('utf-8', {fatal: true});

function parseLine(line: Buffer | string, lineNumber: number): unknown {
  try {
    return parseJson(typeof line === 'string' ? line : UTF8.decode(line));
  } catch (error) {
    if (error instanceof TypeError) throw notAMessage(lineNumber, 'it is not UTF-8');
    // JSON.parse quotes the text it fails on, which may be a customer's: only the position is kept.
    const position = /position \d+/.exec((error as Error).message)?.[0] ?? 'its end';
    throw notAMessage(lineNumber, `it is not JSON (at ${position})`);
  }
}

function notAMessage(lineNumber: number, found: string): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `Reading messages: line ${lineNumber} is not an Airbyte message: ${found}.`,
    facts: {lineNumber},
  });
}
