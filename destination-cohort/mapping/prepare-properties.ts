import type {UserProperty, UserPropertyType} from '@cohort-salesforce/source-cohort/cohort';
import {configError, ownValue, type ValueMap} from '@cohort-salesforce/spec';
import type {Session} from '../session.js';
import {ensureProperty} from './ensure-property.js';
import {type FieldKind, fits, kindOfTexts, propertyTypeFor} from './field-kind.js';
import {findProperty} from './find-property.js';
import {checkTargets, type PlannedField} from './plan-mapping.js';

/** A field that is ready to be written. */
export interface MappedField {
  source: string;
  /** A core field's name or a property's reference id. */
  target: string;
  isCore: boolean;
  type: UserPropertyType;
  kind: FieldKind;
  /** What is written for its values, where the config says so. */
  values?: ValueMap | undefined;
  /** Whether Cohort has the property; it may not have it in a dry run. */
  exists: boolean;
  /** The property's own id: one that was deleted and created again has another. */
  id?: string;
  /** Whether it was created just now: nobody has a value yet. */
  isNew?: boolean;
}

/**
 * Finds each field's property and creates those that are missing. Throws a config error when one
 * exists with a type that the field does not fit, before anything is created.
 */
export async function prepareProperties(
  session: Session,
  planned: readonly PlannedField[],
): Promise<MappedField[]> {
  const needed = planned.filter(({isCore}) => !isCore);
  const existing = needed.length > 0 ? await session.cohort.readUserProperties() : [];
  for (const field of needed) checkType(field, existing, session);
  const missing = needed.filter(({target}) => !findProperty(existing, target));
  const created = await createAll(missing, session);
  const fields = planned.map(field => {
    return field.isCore ? toCore(field) : (created.get(field) ?? toExisting(field, existing));
  });
  // Two names may mean one property: its reference id and what people call it.
  checkTargets(Object.fromEntries(fields.map(({source, target}) => [source, target])));
  return fields;
}

function toCore({source, target, kind, values}: PlannedField): MappedField {
  return {source, target, isCore: true, type: 'text', kind, values, exists: true};
}

function toExisting(field: PlannedField, existing: readonly UserProperty[]): MappedField {
  const property = findProperty(existing, field.target);
  if (!property) throw new Error(`The user property ${field.target} was not created.`);
  return toField(field, property);
}

function toField(
  {source, kind, values}: PlannedField,
  {referenceId, type, id}: Pick<UserProperty, 'id' | 'referenceId' | 'type'>,
): MappedField {
  return {source, target: referenceId, isCore: false, type, kind, values, exists: true, id};
}

/** The first one shows whether properties can be created at all; then the others are, at once. */
async function createAll(
  missing: readonly PlannedField[],
  session: Session,
): Promise<Map<PlannedField, MappedField>> {
  const created = new Map<PlannedField, MappedField>();
  const [first, ...others] = missing;
  if (first) created.set(first, await create(first, session));
  const results = await Promise.allSettled(others.map(field => create(field, session)));
  for (const [index, result] of results.entries()) {
    if (result.status === 'rejected') throw result.reason;
    const field = others[index];
    if (field) created.set(field, result.value);
  }
  return created;
}

async function create(
  field: PlannedField,
  {cohort, config, context}: Session,
): Promise<MappedField> {
  const {source, target, kind, values, title = target} = field;
  const type = ownValue(config.property_types, target) ?? propertyTypeFor(kindOfWritten(field));
  if (config.dry_run) {
    context.log('INFO', `Dry run: the user property ${target} would be created (${type}).`);
    return {source, target, isCore: false, type, kind, values, exists: false};
  }
  const created = await ensureProperty(cohort, {target, name: title, type});
  const keepsWrites = config.dry_run_dir !== undefined;
  const what = `user property ${created.referenceId} (${created.type})`;
  context.log('INFO', keepsWrites ? `The ${what} would be created.` : `Created the ${what}.`);
  return {...toField(field, created), isNew: true};
}

// Values that are kept are rejected one by one where they do not fit.
export function kindOfWritten({kind, values}: Pick<PlannedField, 'kind' | 'values'>): FieldKind {
  return values ? kindOfTexts(values.targets) : kind;
}

function checkType(
  {source, target, kind, values}: PlannedField,
  existing: readonly UserProperty[],
  {config}: Session,
): void {
  checkWantedType(target, existing, config);
  const property = findProperty(existing, target);
  if (!property || ownValue(config.property_types, target)) return;
  if (values || fits(kind, property.type)) return;
  const {type} = property;
  const hint = `property_types {${JSON.stringify(target)}: ${JSON.stringify(type)}}`;
  throw typeConflict(
    `The field ${source} holds ${kind} values, but the user property ${target}`,
    type,
    ` If the values do read as ${type}, say so with ${hint}: those that do not are then rejected.`,
  );
}

/** Throws when the config wants a property of another type than Cohort has it. */
export function checkWantedType(
  target: string,
  existing: readonly UserProperty[],
  {property_types}: Session['config'],
): void {
  const wanted = ownValue(property_types, target);
  const property = findProperty(existing, target);
  if (!property || wanted === undefined || wanted === property.type) return;
  throw typeConflict(
    `property_types wants ${target} to be ${wanted}, but the user property`,
    property.type,
    '',
  );
}

function typeConflict(what: string, type: UserPropertyType, hint: string) {
  return configError(
    `${what} exists in Cohort as ${type}, and the type of a property cannot be changed. Map the field to another property, or delete this one in Cohort Admin > Custom properties so that it is created anew.${hint}`,
  );
}
