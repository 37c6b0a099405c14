import {stamps} from '../dml/index.js';
import type {Org, Value} from '../org/index.js';
import {findRecord} from './find-record.js';
import {ScenarioError} from './scenario-error.js';
import {setupSession} from './setup-session.js';

interface Cloning {
  id: string;
  /** Values that the clone has instead of the original's. */
  values?: Record<string, Value>;
}

/** Does what the button "Clone" does: a new record with everything that can be created, unique fields left out. */
export function cloneRecord(org: Org, {id, values = {}}: Cloning): {id: string} {
  const {table, position} = findRecord(org, id);
  if (table.isDeleted(position)) throw new ScenarioError(`${id} is deleted`);
  const row: Record<string, Value> = {};
  for (const {name, createable, unique} of table.type.fields)
    if (createable && !unique) row[name] = table.value(position, name);
  const cloned = table.insert({...row, ...stamps(setupSession(org), table.type, true), ...values});
  org.hideForNow(table, cloned);
  return {id: table.idAt(cloned)};
}
