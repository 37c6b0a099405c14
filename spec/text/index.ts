export {proxySecrets} from './proxy-secrets.js';
export {quoteCsv} from './quote-csv.js';
export {Redactor} from './redactor.js';
export {escapeUnsafe, MAX_MESSAGE_CHARACTERS, toPlainText} from './to-plain-text.js';
