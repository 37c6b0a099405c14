import type {Row, Trigger, Value} from '../org/index.js';
import {checkValue} from './check-value.js';
import type {SaveError} from './save-result.js';
import type {Saving} from './saving.js';

/** What triggers make of the values to save, or what is wrong with what they made. */
export function runTriggers(saving: Saving, row: Row): {row: Row} | {errors: SaveError[]} {
  const {session, table} = saving;
  const {triggers} = session.org.conditions;
  if (triggers.length === 0) return {row};
  const changed: Record<string, Value> = {...row};
  const errors: SaveError[] = [];
  for (const trigger of triggers) {
    const field = table.type.field(trigger.field);
    if (!field || trigger.object.toLowerCase() !== table.type.name.toLowerCase()) continue;
    const value = transform(trigger, saving, changed[field.name]);
    if (value === undefined) continue;
    const checked = checkValue(field, value);
    if ('error' in checked) errors.push(checked.error);
    else changed[field.name] = checked.value;
  }
  return errors.length > 0 ? {errors} : {row: changed};
}

// All but `set` leave alone what the call did not write.
function transform(trigger: Trigger, {table, position}: Saving, value: Value | undefined) {
  const {field, transform: name, value: argument = null} = trigger;
  if (name === 'set') return argument;
  if (value === undefined || value === null) return undefined;
  if (name === 'keep') return position === undefined ? null : table.value(position, field);
  return transforms[name](value, argument);
}

const transforms: Record<
  Exclude<Trigger['transform'], 'set' | 'keep'>,
  (value: NonNullable<Value>, argument: Value) => Value
> = {
  lower: value => String(value).toLowerCase(),
  upper: value => String(value).toUpperCase(),
  prefix: (value, argument) => `${argument ?? ''}${value}`,
  suffix: (value, argument) => `${value}${argument ?? ''}`,
  truncate: (value, argument) => String(value).slice(0, Number(argument ?? 0)),
  round: (value, argument) => Number(Number(value).toFixed(Number(argument ?? 0))),
};
