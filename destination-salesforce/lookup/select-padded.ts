import type {Target} from '../target/index.js';
import type {Selection} from './selection.js';

/**
 * The query for records whose address has blanks around it, which no list of addresses finds.
 * Salesforce trims what is written today; what was loaded long ago may stand untrimmed.
 */
export function selectPadded(target: Target, selection: Selection): string {
  const isPadded = target.key.fields.map(({name}) => `${name} LIKE ' %' OR ${name} LIKE '% '`);
  return `SELECT ${selection.paths.join(', ')} FROM ${target.object} WHERE ${isPadded.join(' OR ')}`;
}
