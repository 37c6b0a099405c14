import type {User, Value} from '@cohort-salesforce/source-cohort/cohort';
import {configError, ValueMap} from '@cohort-salesforce/spec';
import type {Config} from '../generated/types.js';
import type {PlannedField} from '../mapping/plan-mapping.js';
import type {MappedField} from '../mapping/prepare-properties.js';
import {presentValue} from '../users/compare-user.js';
import {prepareValue} from '../users/prepare-value.js';
import {type OnDelete, parseOnDelete} from './on-delete.js';

/** The property that tells in Cohort that a user's record was deleted, and what it holds. */
export interface DeletionMark {
  field: MappedField;
  /** What it gets when the record is deleted. */
  marked: Value;
  /** What it gets back once a record represents the user again. */
  unmarked(recordId: string): Value;
}

/** Stands for the field that the mark would come from. */
export const MARK_SOURCE = 'on_delete';

/** The property of its own that the config names, to be created where it is missing. */
export function plannedMark(config: Config): PlannedField | undefined {
  const onDelete = parseOnDelete(config);
  if (onDelete.kind !== 'property') return undefined;
  const {property: target, value} = onDelete;
  const values = ValueMap.constant(value);
  return {source: MARK_SOURCE, target, isCore: false, kind: 'text', title: target, values};
}

/** Undefined where users stay as they are. */
export function toDeletionMark(
  config: Config,
  {mark, recordId}: {mark: MappedField | undefined; recordId: MappedField | undefined},
): DeletionMark | undefined {
  const onDelete: OnDelete = parseOnDelete(config);
  if (onDelete.kind === 'property' && mark) {
    return {field: mark, marked: toValue(mark, onDelete.value), unmarked: () => null};
  }
  // No user holds a record's Id where none gets one.
  if (onDelete.kind === 'ignore' || !recordId) return undefined;
  return {field: recordId, marked: null, unmarked: id => id};
}

/** What takes the mark back; undefined where it is gone, or where somebody has put another value there. */
export function unmarkedValue(
  {field, marked, unmarked}: DeletionMark,
  user: User,
  recordId: string,
): Value | undefined {
  return presentValue(user, field) === marked ? unmarked(recordId) : undefined;
}

function toValue(field: MappedField, text: string): Value {
  const converted = prepareValue(field, text);
  if ('value' in converted) return converted.value;
  const {message} = converted.rejection;
  throw configError(
    `on_delete: the value is ${message}; the user property ${field.target} is of type ${field.type}.`,
  );
}
