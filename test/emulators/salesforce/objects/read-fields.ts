import {expandBlocks, sharedPicklists} from './field-blocks.js';
import {type FieldDescribe, type PicklistValue, plainField} from './field-describe.js';

/**
 * Reads field lines: `name|type|flags|label|extra...`, one a line.
 *
 * type: `string(80)`, `double(18,2)` (precision, scale), `int(8)` (digits), or the bare name.
 * flags: c createable, u updateable, n nillable, d defaultedOnCreate, L idLookup, X externalId, U unique,
 * C caseSensitive, N nameField, P permissionable, R restrictedPicklist, S searchPrefilterable.
 * extra: `in:` compoundFieldName, `to:A/B>Relationship`, `rel:` relationshipName alone,
 * `by:` the field of the parent that holds what this one does, when not its Id,
 * `values:a;b=Label of b`, `default:`, `as:` extraTypeInfo.
 */
export function readFields(lines: string): FieldDescribe[] {
  return expandBlocks(lines).map(readField);
}

function readField(line: string): FieldDescribe {
  const [name = '', type = '', flags = '', label = '', ...extras] = line.split('|');
  const field = {...plainField, name, label, ...typeOf(type), ...flagsOf(flags)};
  if (name.endsWith('__c')) field.custom = true;
  if (field.type === 'boolean') field.defaultValue = false;
  for (const extra of extras) addExtra(field, extra);
  return inDescribeOrder({...field, ...usesOf(field)});
}

const soapTypes: Record<string, string> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  long: 'xsd:long',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  time: 'xsd:time',
  base64: 'xsd:base64Binary',
  address: 'urn:address',
  location: 'urn:location',
};

function typeOf(text: string): Partial<FieldDescribe> {
  const [type = '', size = ''] = text.replace(')', '').split('(');
  const [first = 0, second = 0] = size.split(',').map(Number);
  const soapType = soapTypes[type] ?? 'xsd:string';
  if (type === 'id' || type === 'reference') return {type, soapType, length: 18, byteLength: 18};
  if (type === 'int') return {type, soapType, digits: first};
  if (soapType === 'xsd:double') return {type, soapType, precision: first, scale: second};
  return {type, soapType, length: first, byteLength: first * 3};
}

const flagNames: Record<string, keyof FieldDescribe> = {
  c: 'createable',
  u: 'updateable',
  n: 'nillable',
  d: 'defaultedOnCreate',
  L: 'idLookup',
  X: 'externalId',
  U: 'unique',
  C: 'caseSensitive',
  N: 'nameField',
  P: 'permissionable',
  R: 'restrictedPicklist',
  S: 'searchPrefilterable',
};

function flagsOf(flags: string): Partial<FieldDescribe> {
  return Object.fromEntries([...flags].map(flag => [flagNames[flag], true]));
}

function addExtra(field: FieldDescribe, extra: string): void {
  const [kind] = extra.split(':', 1);
  const text = extra.slice(extra.indexOf(':') + 1);
  if (kind === 'in') field.compoundFieldName = text;
  else if (kind === 'rel') field.relationshipName = text;
  else if (kind === 'as') field.extraTypeInfo = text;
  else if (kind === 'to') addReference(field, text);
  else if (kind === 'by') field.referenceTargetField = text;
  else if (kind === 'values') field.picklistValues = picklistOf(text);
  else if (kind === 'default') addDefault(field, text);
  else throw new Error(`field ${field.name}: unknown extra "${extra}"`);
}

function addReference(field: FieldDescribe, text: string): void {
  const [targets = '', relationship] = text.split('>');
  field.referenceTo = targets.split('/');
  field.relationshipName = relationship ?? null;
  field.polymorphicForeignKey = field.namePointing = field.referenceTo.length > 1;
}

function picklistOf(text: string): PicklistValue[] {
  const values = text.startsWith('@') ? (sharedPicklists[text.slice(1)] ?? '') : text;
  return values.split(';').map(entry => {
    const [value = '', label = value] = entry.split('=');
    return {active: true, defaultValue: false, label, validFor: null, value};
  });
}

function addDefault(field: FieldDescribe, text: string): void {
  field.defaultValue = text;
  for (const entry of field.picklistValues) entry.defaultValue = entry.value === text;
}

// What a query may do with a field follows from its type.
function usesOf({type, length}: FieldDescribe): Partial<FieldDescribe> {
  const isLong = (type === 'textarea' && length > 255) || type === 'base64';
  const isWide = type === 'string' && length > 255;
  const isNumber = soapTypes[type] === 'xsd:double' || type === 'datetime';
  const isCompound = type === 'address' || type === 'location';
  const many = type === 'multipicklist';
  return {
    filterable: !isLong,
    sortable: !isLong && !isCompound && !many,
    groupable: !isLong && !isWide && !isCompound && !isNumber && !many,
    aggregatable: !isLong && !isCompound && !many && type !== 'boolean',
    queryByDistance: isCompound,
  };
}

function inDescribeOrder(field: FieldDescribe): FieldDescribe {
  return {...plainField, ...field};
}
