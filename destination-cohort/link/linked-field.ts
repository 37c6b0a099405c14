import {type ConfiguredAirbyteStream, ownValue, requireMapped} from '@cohort-salesforce/spec';
import type {BaselineStore, PropertyRules} from '@cohort-salesforce/spec/baseline';
import type {Config} from '../generated/types.js';
import type {MappedField} from '../mapping/prepare-properties.js';

/** A mapped field with what the baseline needs to know of it. */
export interface LinkedField extends MappedField {
  /** Its number in the store. */
  number: number;
  rules: PropertyRules;
  limits: FieldLimits;
}

/** What Salesforce keeps of a value; undefined where the catalog does not say. */
export interface FieldLimits {
  maxLength: number | undefined;
  scale: number | undefined;
  /** Of a field whose values Salesforce may spell otherwise, such as `email` or `multipicklist`. */
  salesforceType: string | undefined;
}

export async function toLinkedFields(
  fields: readonly MappedField[],
  {config, stream}: {config: Config; stream: ConfiguredAirbyteStream['stream']},
  store: Pick<BaselineStore, 'propertyNumber'>,
): Promise<LinkedField[]> {
  requireMapped(config.mapping, {
    two_way: config.two_way ?? [],
    wins: Object.keys(config.wins ?? {}),
  });
  const linked: LinkedField[] = [];
  for (const field of fields) {
    const values = field.values?.signature('import');
    const number = await store.propertyNumber(field.source, field.target, values);
    const schema = ownValue(stream.json_schema.properties ?? {}, field.source);
    linked.push({...field, number, rules: rulesOf(field, config), limits: limitsOf(schema)});
  }
  return linked;
}

function rulesOf({source}: MappedField, config: Config): PropertyRules {
  return {
    flow: config.two_way?.includes(source) ? 'both' : 'import',
    wins: ownValue(config.wins, source),
    clearEmpty: config.clear_empty ?? false,
  };
}

function limitsOf(schema: unknown): FieldLimits {
  const {maxLength, scale, 'x-salesforce-type': type} = (schema ?? {}) as Record<string, unknown>;
  const numberOf = (value: unknown) => (typeof value === 'number' ? value : undefined);
  const salesforceType = typeof type === 'string' ? type : undefined;
  return {maxLength: numberOf(maxLength), scale: numberOf(scale), salesforceType};
}
