import {ValueMap} from '@cohort-salesforce/spec';
import type {
  Connection,
  Export,
  ExportedProperty,
  ImportedField,
  Values,
} from '../generated/types.js';
import {type MappedProperty, toMapping, twoWayOf} from './mapped-properties.js';

/** What the connection says about values, as the destinations' configs have it. */
interface ValueRules {
  values?: {source: string; from: string; to: string}[];
  defaults?: Record<string, string | number | boolean>;
}

export function importValues(connection: Connection): ValueRules {
  const {fields} = connection.import;
  const twoWay = twoWayOf(connection);
  const rules = Object.keys(toMapping(fields)).map(source => {
    const own = importedField(connection, source);
    const property = twoWay.find(({field}) => field === source)?.property;
    const back =
      property === undefined ? undefined : exportedProperty(connection, property)?.values;
    return {source, values: own?.values ?? (back && inverted(back)), default: own?.default};
  });
  return toRules(rules);
}

export function exportValues(connection: Connection): ValueRules {
  const twoWay = twoWayOf(connection);
  const rules = Object.keys(connection.export?.properties ?? {}).map(source => {
    const own = exportedProperty(connection, source);
    const field = twoWay.find(({property}) => property === source)?.field;
    const back = field === undefined ? undefined : importedField(connection, field)?.values;
    return {source, values: own?.values ?? (back && inverted(back)), default: own?.default};
  });
  return toRules(rules);
}

/** The mapping of the fields whose own values are written: of others, the type tells nothing. */
export function writtenAsRead(connection: Connection): Record<string, string> {
  const {values = [], defaults = {}} = importValues(connection);
  const isChanged = (field: string) =>
    values.some(({source}) => source === field) || Object.hasOwn(defaults, field);
  const mapping = Object.entries(toMapping(connection.import.fields));
  return Object.fromEntries(mapping.filter(([field]) => !isChanged(field)));
}

/** Cohort property -> when it is exported, where `export.properties` says so. */
export function whenOf(properties: Export['properties'] = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([property, to]) =>
      typeof to === 'object' && to.when ? [[property, to.when]] : [],
    ),
  );
}

/** Under which values the baseline keeps the property; undefined where the connection lists none. */
export function signatureOf(
  connection: Connection,
  {field, property, flow}: MappedProperty,
): string | undefined {
  return flow === 'export'
    ? ValueMap.of(property, exportValues(connection))?.signature('export')
    : ValueMap.of(field, importValues(connection))?.signature('import');
}

/** What is wrong with values that have to come back as they were. */
export function valueProblems(connection: Connection): string[] {
  return twoWayOf(connection).flatMap(({field, property}) => {
    const there = importedField(connection, field);
    const back = exportedProperty(connection, property);
    const here = `at /import/fields/${field}`;
    if (there?.default !== undefined || back?.default !== undefined) {
      const at = there?.default === undefined ? `at /export/properties/${property}` : here;
      return [
        `${at}/default: found a default, expected none: both directions sync ${field}, so the default would come back as a value; map it in one direction only`,
      ];
    }
    const values = there?.values ?? (back?.values && inverted(back.values));
    if (!values) return [];
    const problem = repeatedTarget(there?.values ?? back?.values ?? {});
    if (problem !== undefined) {
      const at = there?.values ? here : `at /export/properties/${property}`;
      return [
        `${at}/values: found "${problem}" for several values, expected another for each: both directions sync ${field}`,
      ];
    }
    if (!there?.values || !back?.values || isSame(inverted(back.values), there.values)) return [];
    return [
      `at /export/properties/${property}/values: found other values than ${here.slice(3)}/values has, expected the same the other way round, or none: the export then inverts them`,
    ];
  });
}

function importedField({import: {fields}}: Connection, name: string): ImportedField | undefined {
  if (!fields || Array.isArray(fields) || !Object.hasOwn(fields, name)) return undefined;
  const to = fields[name];
  return typeof to === 'object' ? to : undefined;
}

function exportedProperty(connection: Connection, name: string): ExportedProperty | undefined {
  const properties = connection.export?.properties ?? {};
  const to = Object.hasOwn(properties, name) ? properties[name] : undefined;
  return typeof to === 'object' ? to : undefined;
}

/** Rules for each source field -> those of a destination's config. */
export function toRules(
  rules: readonly {
    source: string;
    values?: Values | undefined;
    default?: string | number | boolean | undefined;
  }[],
): ValueRules {
  const values = rules.flatMap(({source, values: own = {}}) =>
    Object.entries(own).map(([from, to]) => ({source, from, to: String(to)})),
  );
  const defaults = rules.flatMap(({source, default: value}) =>
    value === undefined ? [] : [[source, value] as const],
  );
  return {
    ...(values.length > 0 && {values}),
    ...(defaults.length > 0 && {defaults: Object.fromEntries(defaults)}),
  };
}

function inverted(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([from, to]) => [String(to), from]));
}

function repeatedTarget(values: Values): string | undefined {
  const targets = Object.values(values).map(String);
  return targets.find((target, index) => targets.indexOf(target) !== index);
}

function isSame(one: Values, other: Values): boolean {
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every(key => Object.hasOwn(other, key) && String(one[key]) === String(other[key]))
  );
}
