export {parseSearch, type Search, type SearchTarget, scopeOf} from './parse-search.js';
export {runSearch} from './run-search.js';
