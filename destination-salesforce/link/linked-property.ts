import {kindOfSchema, ownValue, requireMapped, type ValueKind} from '@cohort-salesforce/spec';
import type {BaselineStore, PropertyRules} from '@cohort-salesforce/spec/baseline';
import type {Config} from '../generated/types.js';
import type {Target} from '../target/index.js';
import {type Field, kindOf} from '../values/index.js';

/** A mapped property with what the baseline needs to know of it. */
export interface LinkedProperty {
  /** Its place among the properties, from 0. */
  place: number;
  /** Its column in the target. */
  column: number;
  /** Its number in the store. */
  number: number;
  rules: PropertyRules;
  cohort: CohortType;
  /** How the record's values are compared. */
  kind: ValueKind;
  /** Whether the record's value is shown only as a mask: then what is there is unknown. */
  isMasked: boolean;
}

/** What Cohort keeps of a value. */
export interface CohortType {
  kind: ValueKind;
  isLanguage: boolean;
}

export interface LinkedPropertyOptions {
  config: Config;
  schemas: Readonly<Record<string, unknown>>;
  /** Whether encrypted fields are shown as they are. */
  seesEncrypted: boolean;
}

/** The columns that hold properties: neither the user's id nor an address that is only matched by. */
export async function toLinkedProperties(
  target: Target,
  {config, schemas, seesEncrypted}: LinkedPropertyOptions,
  store: Pick<BaselineStore, 'propertyNumber'>,
): Promise<LinkedProperty[]> {
  requireMapped(config.mapping, {
    two_way: config.two_way ?? [],
    wins: Object.keys(config.wins ?? {}),
  });
  const linked: LinkedProperty[] = [];
  for (const [column, {source, path, field, onUpdate, values}] of target.columns.entries()) {
    const isId = column === target.userIdColumn || field.type === 'id';
    if (source === null || isId || (column === target.keyColumn && !onUpdate)) continue;
    const isMasked = field.type === 'encryptedstring' && !seesEncrypted;
    const rules = rulesOf(source, config);
    linked.push({
      place: linked.length,
      column,
      number: await store.propertyNumber(path, source, values?.signature('export')),
      // Nothing can come from where nothing can be read.
      rules: isMasked ? {...rules, flow: 'export'} : rules,
      cohort: {kind: kindOfSchema(ownValue(schemas, source)), isLanguage: source === 'lang'},
      kind: salesforceKindOf(field),
      isMasked,
    });
  }
  return linked;
}

function rulesOf(source: string, config: Config): PropertyRules {
  return {
    flow: config.two_way?.includes(source) ? 'both' : 'export',
    wins: ownValue(config.wins ?? {}, source),
    clearEmpty: config.clear_empty ?? false,
  };
}

/** The kind of a Salesforce field's values, the same in both directions. */
export function salesforceKindOf(field: Pick<Field, 'type'>): ValueKind {
  const kind = kindOf(field);
  const isOwnKind =
    kind === 'number' || kind === 'boolean' || kind === 'date' || kind === 'datetime';
  return isOwnKind ? kind : 'text';
}
