export {BaselineStore} from './baseline-store.js';
export type {Changes, Creating, Pending} from './changes.js';
export {type Database, openDatabase} from './database.js';
export {
  decideProperty,
  type PropertyDecision,
  type PropertyFacts,
  type PropertyFlow,
  type PropertyNote,
  type PropertyRules,
  type Winner,
} from './decide-property.js';
export {isOwnChange} from './is-own-change.js';
export {baselineOfAnotherOrg, openOwnBaseline} from './open-own-baseline.js';
export {type Absence, newPair, type Pair} from './pair.js';
export {
  type Digest,
  EMPTY,
  type Intent,
  type LastWrite,
  type PairTables,
  type PropertyBaseline,
  packProperty,
  packWrite,
  type Side,
  unpackTables,
} from './pair-tables.js';
export {markWritesRead, recordWrite} from './record-write.js';
export type {Owner} from './store-meta.js';
export {type Reading, StoredPair} from './stored-pair.js';
