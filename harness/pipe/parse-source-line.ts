import {
  type AirbyteMessage,
  ConnectorError,
  parseMessage,
  parseObject,
  type UnknownMessage,
} from '@cohort-salesforce/spec';

export interface SourceRecord {
  stream: string;
  namespace?: string;
  data: Record<string, unknown>;
}

export type SourceLine =
  | ({kind: 'record'} & SourceRecord)
  | {kind: 'message'; message: AirbyteMessage}
  | {kind: 'text'; text: string};

/**
 * A line that is not plainly one of our own records. What is no message is text for the log, as
 * with Airbyte's platform; a record or state that cannot be read ends the run, for going on would
 * lose it.
 */
export function parseSourceLine(line: Buffer): SourceLine {
  const text = line.toString();
  const value = parseObject(text);
  if (value === undefined) {
    if (mayCarryData(text)) throw unreadable('it is not JSON');
    return {kind: 'text', text};
  }
  if (value.type === 'RECORD') return parseRecord(value.record);
  return value.type === 'STATE' ? toMessage(parseMessage(line, 0), text) : parseOther(line, text);
}

function mayCarryData(text: string): boolean {
  return /^\s*\{/.test(text) && /"(RECORD|STATE)"/.test(text);
}

function parseRecord(record: unknown): SourceLine {
  const {stream, namespace, data} = (record ?? {}) as Record<string, unknown>;
  if (typeof stream !== 'string' || typeof data !== 'object' || data === null) {
    throw unreadable('its record has no stream or no data');
  }
  const found = {stream, data: data as Record<string, unknown>};
  return {kind: 'record', ...found, ...(typeof namespace === 'string' && {namespace})};
}

// A log or trace that breaks the protocol is a flaw, but no loss.
function parseOther(line: Buffer, text: string): SourceLine {
  try {
    return toMessage(parseMessage(line, 0), text);
  } catch {
    return {kind: 'text', text};
  }
}

function toMessage(message: AirbyteMessage | UnknownMessage, text: string): SourceLine {
  return message.type === 'UNKNOWN' ? {kind: 'text', text} : {kind: 'message', message};
}

function unreadable(why: string): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `Reading messages: a record or state of the source cannot be read: ${why}.`,
  });
}
