import {configError} from '@cohort-salesforce/spec';
import type {ObjectDescribe, Target} from './target.js';

// A person is named by the last name and takes no Name; any other account is the other way round.
// https://help.salesforce.com/s/articleView?id=000386207&type=1
const ACCOUNT_NAMES = ['Name', 'LastName'];

/** The fields, one of each list, that Salesforce creates nothing without; it fills the others itself. */
export function findRequired({name: object, fields}: ObjectDescribe): string[][] {
  const hasPersons = object === 'Account' && fields.some(({name}) => name === 'IsPersonAccount');
  const required = fields
    .filter(
      ({createable, nillable, defaultedOnCreate}) => createable && !nillable && !defaultedOnCreate,
    )
    .map(({name}) => name);
  if (!hasPersons) return required.map(name => [name]);
  const others = required.filter(name => !ACCOUNT_NAMES.includes(name));
  return [ACCOUNT_NAMES, ...others.map(name => [name])];
}

/** Of what is required, what is not given. */
export function findLacking(
  {required}: Target,
  isGiven: (name: string) => boolean,
): {names: string[]; text: string} {
  const lacking = required.filter(names => !names.some(isGiven));
  return {names: lacking.flat(), text: lacking.map(names => names.join(' or ')).join(', ')};
}

/** Throws a config error that names what new records would lack. */
export function requireCreatable(target: Target): void {
  const lacking = describeLacking(target);
  if (lacking !== undefined) throw configError(lacking);
}

/** What every new record would lack, and what to do about it; undefined if nothing. */
export function describeLacking(target: Target): string | undefined {
  const {object, mode, columns, createDefaults} = target;
  if (mode !== 'insert' && mode !== 'upsert') return undefined;
  const given = new Set(
    columns.flatMap(({path, parent, onCreate}) => (onCreate ? [parent?.reference ?? path] : [])),
  );
  const {text} = findLacking(target, name => given.has(name) || createDefaults.has(name));
  if (text === '') return undefined;
  return `A new ${object} needs ${text}, which neither the mapping nor create_defaults gives. Map a property to it, set it in create_defaults, or set users to existing.`;
}
