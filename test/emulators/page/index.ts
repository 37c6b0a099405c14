export {PAGE_STYLE} from './page-style.js';
export {toPage} from './to-page.js';
