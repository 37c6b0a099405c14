import {createHash} from 'node:crypto';
import type {FieldDescribe, ObjectType, RecordTypeInfo} from '../objects/index.js';

const names: Record<string, string> = {
  id: 'String',
  datetime: 'DateTime',
  multipicklist: 'MultiPicklist',
  textarea: 'TextArea',
  encryptedstring: 'EncryptedString',
  combobox: 'ComboBox',
};

/** What the User Interface API says of an object: its describe in another form. */
export function objectInfo(type: ObjectType): object {
  const {describe} = type;
  const infos = (describe.recordTypeInfos ?? []) as RecordTypeInfo[];
  const preset = infos.find(({defaultRecordTypeMapping}) => defaultRecordTypeMapping) ?? infos[0];
  return {
    apiName: type.name,
    associateEntityType: null,
    associateParentEntity: null,
    childRelationships: describe.childRelationships.map(child => ({
      childObjectApiName: child.childSObject,
      fieldName: child.field,
      junctionIdListNames: child.junctionIdListNames,
      junctionReferenceTo: child.junctionReferenceTo,
      relationshipName: child.relationshipName ?? '',
    })),
    createable: describe.createable,
    custom: describe.custom,
    defaultRecordTypeId: preset?.recordTypeId ?? null,
    deletable: describe.deletable,
    dependentFields: {},
    eTag: eTagOf(type.name),
    feedEnabled: describe.feedEnabled,
    fields: Object.fromEntries(type.fields.map(field => [field.name, fieldInfo(field)])),
    keyPrefix: describe.keyPrefix,
    label: describe.label,
    labelPlural: describe.labelPlural,
    layoutable: describe.layoutable,
    mruEnabled: describe.mruEnabled,
    nameFields: type.fields.filter(({nameField}) => nameField).map(({name}) => name),
    queryable: describe.queryable,
    recordTypeInfos: Object.fromEntries(
      infos.map(({recordTypeId, name, available, defaultRecordTypeMapping, master}) => [
        recordTypeId,
        {available, defaultRecordTypeMapping, master, name, recordTypeId},
      ]),
    ),
    searchLayoutable: describe.searchLayoutable,
    searchable: describe.searchable,
    themeInfo: null,
    updateable: describe.updateable,
  };
}

/** Changes when what it stands for does. */
export function eTagOf(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function fieldInfo(field: FieldDescribe): object {
  const {name, type, nillable, createable, defaultedOnCreate} = field;
  return {
    apiName: name,
    calculated: field.calculated,
    compound: type === 'address' || type === 'location',
    compoundComponentName: null,
    compoundFieldName: field.compoundFieldName,
    controllerName: field.controllerName,
    controllingFields: [],
    createable,
    custom: field.custom,
    dataType: names[type] ?? `${type.slice(0, 1).toUpperCase()}${type.slice(1)}`,
    extraTypeInfo: field.extraTypeInfo,
    filterable: field.filterable,
    filteredLookupInfo: null,
    highScaleNumber: field.highScaleNumber,
    htmlFormatted: field.htmlFormatted,
    inlineHelpText: field.inlineHelpText,
    label: field.label,
    length: field.length,
    maskType: field.maskType,
    nameField: field.nameField,
    polymorphicForeignKey: field.polymorphicForeignKey,
    precision: field.precision,
    reference: type === 'reference',
    referenceTargetField: field.referenceTargetField,
    referenceToInfos: field.referenceTo.map(apiName => ({apiName, nameFields: ['Name']})),
    relationshipName: field.relationshipName,
    required: createable && !nillable && !defaultedOnCreate,
    scale: field.scale,
    searchPrefilterable: field.searchPrefilterable,
    sortable: field.sortable,
    unique: field.unique,
    updateable: field.updateable,
  };
}
