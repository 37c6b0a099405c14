import {type FieldDescribe, ObjectType, plainField} from '../objects/index.js';
import type {Table, Value} from '../org/index.js';
import type {Scope} from './scope.js';

/** `Owner.Type`: which object a reference that may lead to several leads to. */
export const objectName: FieldDescribe = {
  ...plainField,
  name: 'Type',
  label: 'Type',
  type: 'picklist',
  length: 40,
  nillable: true,
};

/** A parent as those who come by this reference see it. */
export function parentType(
  {typeOf}: Pick<Scope, 'typeOf'>,
  reference: FieldDescribe,
  parent: Table,
): ObjectType | undefined {
  const type = typeOf(parent.type.name);
  if (!type || !reference.polymorphicForeignKey || type.field(objectName.name)) return type;
  return new ObjectType({...type.describe, fields: [...type.fields, objectName]});
}

/** Where the parent is that a reference names: by its Id, but a definition by what is the same in every org. */
export function parentPosition(
  parent: Table,
  {referenceTargetField}: FieldDescribe,
  key: Value,
): number | undefined {
  if (key === null) return undefined;
  return referenceTargetField
    ? parent.find(referenceTargetField, String(key))[0]
    : parent.positionOf(String(key));
}
