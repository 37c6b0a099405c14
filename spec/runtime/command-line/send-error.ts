import type {ConnectorError} from '../../connector-error.js';
import type {MessageOutput} from './context.js';

const MAX_STACK_CHARACTERS = 20_000;

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
      message: output.clean(error.message),
      internal_message: output.clean(JSON.stringify(error.facts)),
      stack_trace: output.clean(stack, MAX_STACK_CHARACTERS),
      failure_type: error.failure,
      ...(stream && {stream_descriptor: descriptorOf(stream)}),
    },
  });
}

export function descriptorOf({name, namespace}: {name: string; namespace?: string | null}) {
  return namespace ? {name, namespace} : {name};
}
