import type {ObjectType} from '../objects/index.js';
import type {Table} from '../org/index.js';
import type {Session} from '../session/index.js';
import type {Input} from './input.js';

/** What is to be saved, and of which record: undefined for a new one. */
export interface Saving {
  session: Session;
  table: Table;
  type: ObjectType;
  input: Input;
  position: number | undefined;
}
