import {
  checkValues,
  configError,
  didYouMean,
  ownValue,
  requireMapped,
  ValueMap,
} from '@cohort-salesforce/spec';
import type {Config} from '../generated/types.js';
import {convertValue, kindOf} from '../values/index.js';
import {findField} from './build-columns.js';
import type {Column, ObjectDescribe} from './target.js';

/** Columns with what the config says about their values, and about when they are written. */
export function withRules(columns: readonly Column[], config: Config): Column[] {
  checkValues(config);
  requireMapped(config.mapping, {when: Object.keys(config.when ?? {})});
  return columns.map(column => {
    const {source} = column;
    if (source === null) return column;
    const when = ownValue(config.when, source) ?? 'always';
    return {
      ...column,
      values: ValueMap.of(source, config),
      onUpdate: column.onUpdate && when !== 'create',
      onlyEmpty: when === 'empty',
    };
  });
}

/** Fields that get one value in every record. */
export function buildConstantColumns(
  constants: NonNullable<Config['constants']>,
  object: ObjectDescribe,
  mapped: readonly Column[],
): Column[] {
  return Object.entries(constants).map(([name, value]) => {
    const where = `constants.${name}`;
    const field = findField(object, name);
    const isWritable = field && (field.createable || field.updateable) && kindOf(field);
    if (!isWritable) {
      const names = object.fields.filter(({updateable}) => updateable).map(one => one.name);
      throw configError(
        `${where}: ${object.name} has no such field to write${didYouMean(name, names)}.`,
      );
    }
    if (mapped.some(({path}) => path === field.name)) {
      throw configError(`${where}: the mapping writes ${field.name} too. Choose one of them.`);
    }
    const converted = convertValue(field, value);
    if ('rejection' in converted) throw configError(`${where}: ${converted.rejection.message}.`);
    return {
      source: where,
      path: field.name,
      field,
      onCreate: field.createable,
      onUpdate: field.updateable,
      values: ValueMap.constant(value),
    };
  });
}
