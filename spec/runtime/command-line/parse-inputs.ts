import {configError} from '../../connector-error.js';
import {
  type AirbyteStateMessage,
  type AirbyteStreamState,
  type ConfiguredAirbyteCatalog,
  type ConnectorSpecification,
  describeErrors,
  streamKey,
  type Validator,
  validateCatalog,
  validateState,
} from '../../protocol/index.js';
import {isSecretPath} from './censor.js';
import {type ConfigList, expandLists} from './expand-lists.js';

/** The config as the connector reads it: with its lists as maps, and valid. */
export function parseConfig<Config>(
  given: unknown,
  {
    specification,
    validateConfig,
    configLists = [],
  }: {
    specification: ConnectorSpecification;
    validateConfig: Validator<Config>;
    configLists?: readonly ConfigList[];
  },
): Config {
  const value = expandLists(given, configLists);
  if (validateConfig(value)) return value;
  const isSecret = isSecretPath(specification.connectionSpecification);
  throw configError(`The config is not valid: ${describeErrors(validateConfig, value, isSecret)}.`);
}

/** Narrows a parsed JSON value to a configured catalog. Throws a config error that says where it is wrong. */
export function parseCatalog(value: unknown): ConfiguredAirbyteCatalog {
  if (!validateCatalog(value)) {
    throw configError(`The catalog is not valid: ${describeErrors(validateCatalog, value)}.`);
  }
  const keys = value.streams.map(({stream}) => streamKey(stream));
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) {
    throw configError(
      `The catalog is not valid: the stream ${JSON.stringify(twice)} stands in it twice.`,
    );
  }
  return value;
}

/**
 * The state file of a source -> each stream's own state. Wanted is an array of state messages;
 * null, `{}` and `[]` mean a first run.
 */
export function parseStates(value: unknown): Map<string, Record<string, unknown>> {
  const states = new Map<string, Record<string, unknown>>();
  for (const state of streamStates(value)) {
    if (state.stream_state) states.set(streamKey(state.stream_descriptor), state.stream_state);
  }
  return states;
}

function streamStates(value: unknown): AirbyteStreamState[] {
  if (value === null || value === undefined || isEmptyObject(value)) return [];
  if (!Array.isArray(value)) {
    throw configError(
      'The state is not valid: found no array, expected an array of state messages.',
    );
  }
  return value.flatMap((item, index) => streamStatesOf(parseState(item, index), index));
}

function parseState(item: unknown, index: number): AirbyteStateMessage {
  if (validateState(item)) return item;
  throw configError(
    `The state is not valid: in message ${index + 1}, ${describeErrors(validateState, item)}.`,
  );
}

function streamStatesOf(message: AirbyteStateMessage, index: number): AirbyteStreamState[] {
  if (message.type === 'STREAM' && message.stream) return [message.stream];
  if (message.type === 'GLOBAL' && message.global) return message.global.stream_states;
  throw configError(
    `The state is not valid: message ${index + 1} is of type ${message.type ?? 'LEGACY'}, expected STREAM or GLOBAL.`,
  );
}

function isEmptyObject(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length === 0
  );
}
