import type {AirbyteMessage, AirbyteStateMessage} from '@cohort-salesforce/spec';

export function statesOf(messages: readonly AirbyteMessage[]): AirbyteStateMessage[] {
  return messages.flatMap(message => (message.type === 'STATE' ? [message.state] : []));
}

/** The errors told, as the user sees them. */
export function errorsOf(messages: readonly AirbyteMessage[]) {
  return messages.flatMap(({type, ...message}) =>
    type === 'TRACE' && 'trace' in message && message.trace.error ? [message.trace.error] : [],
  );
}

export function connectionStatusOf(messages: readonly AirbyteMessage[]) {
  const statuses = messages.flatMap(message =>
    message.type === 'CONNECTION_STATUS' ? [message.connectionStatus] : [],
  );
  if (statuses.length > 1) throw new Error('More than one CONNECTION_STATUS.');
  return statuses[0];
}

/** What is logged for people, with the level first. */
export function logsOf(messages: readonly AirbyteMessage[]): string {
  return messages
    .flatMap(message =>
      message.type === 'LOG' ? `${message.log.level} ${message.log.message}` : [],
    )
    .join('\n');
}

export function recordsOf(messages: readonly AirbyteMessage[], stream?: string) {
  return messages.flatMap(message =>
    message.type === 'RECORD' && (stream === undefined || message.record.stream === stream)
      ? [message.record.data]
      : [],
  );
}

/** The statuses of a stream, in the order in which they were told. */
export function statusesOf(messages: readonly AirbyteMessage[], stream: string): string[] {
  return messages.flatMap(message => {
    const status = message.type === 'TRACE' ? message.trace.stream_status : undefined;
    return status?.stream_descriptor.name === stream ? [status.status] : [];
  });
}
