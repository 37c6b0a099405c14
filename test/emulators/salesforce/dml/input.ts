import type {FieldDescribe, ObjectType} from '../objects/index.js';
import type {Value} from '../org/index.js';

/** A record as a client sent it, its values not yet checked. */
export interface Input {
  /** By field name as the describe writes it. */
  values: Map<FieldDescribe, Value>;
  /** Parents given by one of their external ids instead of by Id. */
  parents: {reference: FieldDescribe; object?: string; field: string; value: Value}[];
  /** Names that are no fields of the object. */
  unknown: string[];
}

/** Reads the fields of a record in the body of a REST call; `convert` checks the JSON type of a value. */
export function readInput(
  type: ObjectType,
  record: Record<string, unknown>,
  convert: (field: FieldDescribe, value: unknown) => Value,
): Input {
  const input: Input = {values: new Map(), parents: [], unknown: []};
  for (const [name, value] of Object.entries(record)) {
    if (name === 'attributes' || value === undefined) continue;
    const field = type.field(name);
    const reference = type.reference(name);
    if (field) input.values.set(field, convert(field, value));
    else if (reference && isRecord(value)) addParent(input, reference, value);
    else input.unknown.push(name);
  }
  return input;
}

function addParent(input: Input, reference: FieldDescribe, value: Record<string, unknown>): void {
  const {attributes, ...keys} = value;
  const object =
    isRecord(attributes) && typeof attributes.type === 'string' ? attributes.type : undefined;
  for (const [field, key] of Object.entries(keys))
    input.parents.push({reference, ...(object ? {object} : {}), field, value: key as Value});
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
