export {convertJson} from './convert-json.js';
export {deleteRecord, purgeRecord} from './delete-record.js';
export {type Input, isRecord, readInput} from './input.js';
export {parseDateTime} from './parse-date-time.js';
export {saveAll} from './save-all.js';
export {insertRecord, updateRecord} from './save-record.js';
export {failed, resultJson, type SaveError, type SaveResult} from './save-result.js';
export {saveUnlessLocked} from './save-unless-locked.js';
export {isUpsertKey, matchesOf, upsertRecord} from './upsert-record.js';
