import {
  type ConfiguredAirbyteStream,
  checkValues,
  configError,
  ownValue,
  ValueMap,
} from '@cohort-salesforce/spec';
import type {Config} from '../generated/types.js';
import {CORE_FIELDS, EMAIL, READ_ONLY_FIELDS} from './core-fields.js';
import {type FieldKind, fieldKindOf} from './field-kind.js';

/** Where one field of a stream goes, before Cohort has been asked what it has. */
export interface PlannedField {
  /** The field's name in the records. */
  source: string;
  /** A core field, or the reference id or name of a property. */
  target: string;
  isCore: boolean;
  kind: FieldKind;
  /** For people, from the source's schema. */
  title: string | undefined;
  /** What is written for its values, where the config says so. */
  values?: ValueMap | undefined;
}

export interface PlannedMapping {
  /** The field that holds the email, by which users are found. */
  emailField: string;
  fields: PlannedField[];
  /** Mapped fields that the stream does not have. */
  absent: string[];
}

/** Config and catalog -> what goes where. Throws a config error when it cannot be. */
export function planMapping(config: Config, configured: ConfiguredAirbyteStream): PlannedMapping {
  const schemas = configured.stream.json_schema.properties ?? {};
  const mapping = config.mapping ?? mapToThemselves(schemas);
  checkTargets({...mapping, ...constantSources(config)});
  checkValues({...config, mapping});
  const emailField = findEmailField(config, configured, mapping);
  const others = Object.entries(mapping).filter(
    ([source, target]) => source !== emailField && target !== EMAIL,
  );
  const isKnown = (source: string) =>
    Object.keys(schemas).length === 0 || Object.hasOwn(schemas, source);
  return {
    emailField,
    fields: [
      ...others
        .filter(([source]) => isKnown(source))
        .map(([source, target]) => {
          const schema = ownValue(schemas as Record<string, unknown>, source);
          return {source, target, ...describe(target, schema), values: ValueMap.of(source, config)};
        }),
      ...constantFields(config),
    ],
    absent: [emailField, ...others.map(([source]) => source)].filter(source => !isKnown(source)),
  };
}

// Named by its target: no field of a record is called so.
export function constantSources({constants = {}}: Config): Record<string, string> {
  return Object.fromEntries(Object.keys(constants).map(target => [`constants.${target}`, target]));
}

function constantFields(config: Config): PlannedField[] {
  return Object.entries(constantSources(config)).map(([source, target]) => {
    const value = ownValue(config.constants, target);
    return {
      source,
      target,
      ...describe(target, {type: typeof value}),
      values: value === undefined ? undefined : ValueMap.constant(value),
    };
  });
}

/** What is wrong with a mapping that does not say where the email is. */
export const NO_EMAIL =
  'no field is mapped to email, by which Cohort\'s users are found. Add it to the mapping, such as {"Email": "email"}.';

/** Throws unless every target can be written and is written by one field only. */
export function checkTargets(mapping: Readonly<Record<string, string>>): void {
  const sources = new Map<string, string>();
  for (const [source, target] of Object.entries(mapping)) {
    if (READ_ONLY_FIELDS.includes(target)) {
      throw configError(
        `The mapping writes ${source} to ${target}, which Cohort sets itself: map it to a property of another name, or leave it away.`,
      );
    }
    const other = sources.get(target);
    if (other !== undefined) {
      throw configError(`The mapping writes both ${other} and ${source} to ${target}: choose one.`);
    }
    sources.set(target, source);
  }
}

// What a platform adds for itself and what Cohort sets itself is not meant to be written.
function mapToThemselves(schemas: object): Record<string, string> {
  const names = Object.keys(schemas).filter(
    name => !name.startsWith('_airbyte_') && !READ_ONLY_FIELDS.includes(name),
  );
  return Object.fromEntries(names.map(name => [name, name]));
}

function describe(target: string, schema: unknown) {
  const {title} = (schema ?? {}) as {title?: unknown};
  return {
    isCore: CORE_FIELDS.includes(target),
    kind: fieldKindOf(schema),
    title: typeof title === 'string' && title !== '' ? title : undefined,
  };
}

/**
 * The mapping says it, or else the catalog's matching key; a key that is merely the source's own
 * (such as `Id`) is no choice, then the field that is called email is meant.
 */
function findEmailField(
  {mapping: configured}: Config,
  {stream, primary_key}: ConfiguredAirbyteStream,
  mapping: Readonly<Record<string, string>>,
): string {
  const mapped = Object.keys(mapping).find(source => mapping[source] === EMAIL);
  if (configured && mapped !== undefined) return mapped;
  const keys = primary_key ?? [];
  const isOwn = JSON.stringify(keys) === JSON.stringify(stream.source_defined_primary_key ?? []);
  const [path] = keys;
  if (!configured && !isOwn && keys.length === 1 && path?.length === 1 && path[0]) return path[0];
  const named = Object.keys(mapping).find(source => source.toLowerCase() === EMAIL);
  if (!configured && named !== undefined) return named;
  throw configError(`Writing the stream ${JSON.stringify(stream.name)}: ${NO_EMAIL}`);
}
