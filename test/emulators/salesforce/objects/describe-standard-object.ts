import type {ChildRelationship, ObjectDescribe} from './object-describe.js';
import {readFields} from './read-fields.js';
import type {StandardObject} from './standard-object.js';

const masterRecordType = {
  active: true,
  available: true,
  defaultRecordTypeMapping: true,
  master: true,
  name: 'Master',
  recordTypeId: '012000000000000AAA',
};

/** The describe of one of the emulator's own objects, attributes in the order of the recorded ones. */
export function describeStandardObject(object: StandardObject): ObjectDescribe {
  return {
    actionOverrides: [],
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    childRelationships: readChildren(object.children ?? ''),
    compactLayoutable: true,
    createable: true,
    custom: false,
    customSetting: false,
    deepCloneable: false,
    defaultImplementation: null,
    deletable: true,
    deprecatedAndHidden: false,
    extendedBy: null,
    extendsInterfaces: null,
    feedEnabled: object.feedEnabled ?? false,
    fields: readFields(object.fields),
    hasSubtypes: false,
    implementedBy: null,
    implementsInterfaces: null,
    isInterface: false,
    isSubtype: false,
    keyPrefix: object.keyPrefix,
    label: object.label,
    labelPlural: object.labelPlural,
    layoutable: true,
    listviewable: null,
    lookupLayoutable: null,
    mergeable: object.mergeable ?? false,
    mruEnabled: true,
    name: object.name,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    queryable: true,
    recordTypeInfos: [masterRecordType],
    replicateable: true,
    retrieveable: true,
    searchLayoutable: true,
    searchable: true,
    sobjectDescribeOption: 'FULL',
    supportedScopes: readScopes(object.scopes ?? `everything=All ${object.labelPlural}`),
    triggerable: true,
    undeletable: true,
    updateable: true,
    ...object.differs,
  };
}

/** Lines `Object.Field RelationshipName flags`: name `-` for none; c deleted with the parent, r keeps it from deletion. */
function readChildren(lines: string): ChildRelationship[] {
  return lines
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const [path = '', name = '-', flags = ''] = line.split(' ');
      const [childSObject = '', field = ''] = path.split('.');
      return {
        cascadeDelete: flags.includes('c'),
        childSObject,
        deprecatedAndHidden: false,
        field,
        junctionIdListNames: [],
        junctionReferenceTo: [],
        relationshipName: name === '-' ? null : name,
        restrictedDelete: flags.includes('r'),
      };
    });
}

function readScopes(text: string): {label: string; name: string}[] {
  return text.split('; ').map(scope => {
    const [name = '', label = ''] = scope.split('=');
    return {label, name};
  });
}
