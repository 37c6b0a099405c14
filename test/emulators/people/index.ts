export {duplicateOf, emailKind, nameKind} from './kinds.js';
export {type Person, person} from './person.js';
