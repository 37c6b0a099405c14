export {duplicateOf, type EmailKind, emailKind, type NameKind, nameKind} from './kinds.js';
export {type Person, person} from './person.js';
