export {
  BaselineStore,
  type Changes,
  type Creating,
  type Owner,
  type Pending,
} from './baseline-store.js';
export {
  decideProperty,
  type PropertyDecision,
  type PropertyFacts,
  type PropertyFlow,
  type PropertyNote,
  type PropertyRules,
  type Winner,
} from './decide-property.js';
export {
  type Absence,
  type Digest,
  EMPTY,
  type Intent,
  type LastWrite,
  newPair,
  type Pair,
  type PropertyBaseline,
  type Side,
} from './pair.js';
export {markWritesRead, recordWrite} from './record-write.js';
export {type Reading, StoredPair} from './stored-pair.js';
