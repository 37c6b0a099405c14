export {escapeXml, unescapeXml} from './escape-xml.js';
export {type Element, parseXml} from './parse-xml.js';
