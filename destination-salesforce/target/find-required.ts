import {configError} from '../../spec/index.js';
import type {ObjectDescribe, Target} from './target.js';

/** The fields Salesforce creates nothing without; it fills the others itself. */
export function findRequired({fields}: ObjectDescribe): string[] {
  return fields
    .filter(
      ({createable, nillable, defaultedOnCreate}) => createable && !nillable && !defaultedOnCreate,
    )
    .map(({name}) => name);
}

/** Throws a config error that names what new records would lack. */
export function requireCreatable({object, mode, columns, createDefaults, required}: Target): void {
  if (mode !== 'insert' && mode !== 'upsert') return;
  const given = new Set(
    columns.flatMap(({path, parent, onCreate}) => (onCreate ? [parent?.reference ?? path] : [])),
  );
  const lacking = required.filter(name => !given.has(name) && !createDefaults.has(name));
  if (lacking.length === 0) return;
  throw configError(
    `A new ${object} needs ${lacking.join(', ')}, which neither the mapping nor create_defaults gives. Map a property to it, set it in create_defaults, or set users to existing.`,
  );
}
