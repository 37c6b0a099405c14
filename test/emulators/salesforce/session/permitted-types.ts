import {ObjectType} from '../objects/index.js';
import type {Org} from '../org/index.js';

/** Field-level security of one user, by `Object.Field`: `none` hides the field, `read` forbids writing it. */
export type FieldPermissions = Readonly<Record<string, 'none' | 'read'>>;

/** The objects as a user with these permissions sees them, by name without case. */
export function permittedTypes(
  org: Org,
  permissions: FieldPermissions,
): (name: string) => ObjectType | undefined {
  const rules = new Map(
    Object.entries(permissions).map(([path, rule]) => [path.toLowerCase(), rule]),
  );
  const types = new Map(org.types.map(type => [type.name.toLowerCase(), permitted(type, rules)]));
  return name => types.get(name.toLowerCase());
}

function permitted(type: ObjectType, rules: ReadonlyMap<string, 'none' | 'read'>): ObjectType {
  if (rules.size === 0) return type;
  const ruleOf = (field: string) => rules.get(`${type.name}.${field}`.toLowerCase());
  const fields = type.fields
    .filter(field => ruleOf(field.name) !== 'none')
    .map(field => {
      return ruleOf(field.name) ? {...field, createable: false, updateable: false} : field;
    });
  return new ObjectType({...type.describe, fields});
}
