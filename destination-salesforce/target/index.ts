export {type Describes, readProperty} from './build-columns.js';
export {buildTarget} from './build-target.js';
export {describeLacking, findLacking, findRequired, requireCreatable} from './find-required.js';
export {requireCompatible} from './require-compatible.js';
export type {
  Column,
  MatchingKey,
  Mode,
  ObjectDescribe,
  Target,
} from './target.js';
export {toReferenceIds} from './to-reference-ids.js';
