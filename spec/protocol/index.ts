export {describeErrors, type Validator} from './describe-errors.js';
export type * from './generated/types.js';
export {
  validateAirbyteMessage as validateMessage,
  validateAirbyteStateMessage as validateState,
  validateConfiguredAirbyteCatalog as validateCatalog,
} from './generated/validators.js';
export {findStreamKey, streamKey} from './stream-key.js';
