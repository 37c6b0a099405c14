import type {ConnectorError} from '../connector-error.js';
import type {MessageOutput} from './context.js';

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
