import {configError} from '@cohort-salesforce/spec';
import {kindOf} from '../discover/field-type.js';
import type {Config} from '../generated/types.js';
import type {FieldDescribe, SObjectDescribe} from '../salesforce/index.js';
import {isRelativeDate, toLiteral} from './to-literal.js';

/** What a record must meet to be read, as the config has it. */
export type Condition = NonNullable<Config['where']>[number];

/** The conditions of the config that are about this object; without an object they are about each. */
export function conditionsFor(
  object: string,
  conditions: readonly Condition[] = [],
): {condition: Condition; position: number}[] {
  return conditions.flatMap((condition, position) =>
    condition.object === undefined || condition.object === object ? [{condition, position}] : [],
  );
}

/** The config's conditions in SOQL. Throws a config_error where one does not fit its field. */
export function composeConditions(
  describe: SObjectDescribe,
  conditions: Config['where'],
): string[] {
  return conditionsFor(describe.name, conditions).map(({condition, position}) => {
    try {
      return compose(findField(describe, condition), condition);
    } catch (error) {
      throw configError(`where[${position}]: ${(error as Error).message}`);
    }
  });
}

/** The fields of the conditions that a record may begin to meet without a change of its own, by a parent, a formula or the day. */
export function changingConditions(
  describe: SObjectDescribe,
  conditions: Config['where'],
): string[] {
  return conditionsFor(describe.name, conditions).flatMap(({condition}) => {
    const {field, value = '', values = []} = condition;
    const isOfParent = field.includes('.');
    const isCalculated = describe.fields.some(each => each.name === field && each.calculated);
    const isRelative = [value, ...values].some(isRelativeDate);
    return isOfParent || isCalculated || isRelative ? [field] : [];
  });
}

function compose(field: FieldDescribe, condition: Condition): string {
  const {name} = field;
  const {op, value} = condition;
  assertFits(field, condition);
  switch (op) {
    case 'is_null':
      return `${name} ${value === 'false' ? '!=' : '='} null`;
    case 'in':
    case 'not_in':
    case 'includes':
    case 'excludes':
      return `${name} ${op.replace('_', ' ').toUpperCase()} (${literalsOf(field, condition).join(', ')})`;
    default:
      return `${name} ${op === 'like' ? 'LIKE' : op} ${toLiteral(field, textOf(condition))}`;
  }
}

function literalsOf(field: FieldDescribe, {op, value, values = []}: Condition): string[] {
  const texts = value === undefined ? values : [value, ...values];
  if (texts.length === 0)
    throw configError(`${op} needs at least one value in "values", found none.`);
  return texts.map(text => toLiteral(field, text));
}

function textOf({op, value, values = []}: Condition): string {
  if (values.length > 0)
    throw configError(`${op} takes one value, found a list; use in or not_in.`);
  if (value === undefined) throw configError(`${op} needs a value, found none.`);
  return value;
}

function assertFits({name, type, ...field}: FieldDescribe, {op, value}: Condition): void {
  const kind = kindOf({type});
  if (!field.filterable || kind === 'compound')
    throw configError(`Salesforce cannot filter by ${name} (type ${type}).`);
  const isList = type === 'multipicklist';
  if ((op === 'includes' || op === 'excludes') && !isList)
    throw configError(`${op} is for multi-select picklists, and ${name} is of type ${type}.`);
  if (op === 'like' && (kind !== 'text' || isList || NOT_TEXT.has(type)))
    throw configError(`like is for text, and ${name} is of type ${type}.`);
  if (/^[<>]/.test(op) && (kind === 'boolean' || isList))
    throw configError(`${op} does not apply to ${name}, which is of type ${type}.`);
  if (op === 'is_null' && value !== undefined && value !== 'true' && value !== 'false')
    throw configError(`is_null takes true, false or nothing, found ${JSON.stringify(value)}.`);
}

const NOT_TEXT = new Set(['id', 'reference', 'date', 'time']);

function findField({name, fields}: SObjectDescribe, {field}: Condition): FieldDescribe {
  const found = fields.find(each => each.name === field);
  if (found) return found;
  const alike = fields.find(each => each.name.toLowerCase() === field.toLowerCase());
  throw configError(
    alike
      ? `${name} has no field ${field}; its API name is ${alike.name}.`
      : `${name} has no field ${field}, or the integration user may not read it. Correct the field, or ask the Salesforce administrator for read access to it.`,
  );
}
