export {type Cell, show, toText} from './cell.js';
export {convertValue} from './convert-value.js';
export {isEmailAddress} from './email.js';
export {type Field, type Kind, kindOf} from './field.js';
export {isSameCell, toStoredCell} from './stored-cell.js';
