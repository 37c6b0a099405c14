import type {FieldDescribe, ObjectType} from '../objects/index.js';
import {type Org, type Reader, recordId, type SeededRows} from '../org/index.js';
import {auditOnly} from './users.js';

/** The records that describe the objects of the org. */
export function entityDefinitionFields(org: Org): Record<string, Reader> {
  const of = (at: number) => org.types[at];
  const says =
    (attribute: string): Reader =>
    at =>
      of(at)?.describe[attribute] === true;
  return {
    DurableId: at => durableId(org, of(at)),
    QualifiedApiName: at => of(at)?.name ?? null,
    DeveloperName: at => bareName(of(at)?.name),
    MasterLabel: at => text(of(at)?.describe.label),
    Label: at => text(of(at)?.describe.label),
    PluralLabel: at => text(of(at)?.describe.labelPlural),
    KeyPrefix: at => of(at)?.keyPrefix ?? null,
    IsCustomizable: says('layoutable'),
    IsQueryable: says('queryable'),
    IsSearchable: says('searchable'),
    IsRetrieveable: says('retrieveable'),
    IsReplicateable: says('replicateable'),
    IsLayoutable: says('layoutable'),
    IsApexTriggerable: says('triggerable'),
    IsCustomSetting: says('customSetting'),
    IsDeprecatedAndHidden: says('deprecatedAndHidden'),
  };
}

/** The records that describe the fields of all objects. */
export function fieldDefinitionRows(org: Org): SeededRows {
  const all = org.types.flatMap(type => type.fields.map(field => ({type, field})));
  const of = (at: number) => all[at];
  const says =
    (attribute: keyof FieldDescribe): Reader =>
    at =>
      of(at)?.field[attribute] === true;
  return rows(all.length, {
    DurableId: at => `${durableId(org, of(at)?.type)}.${bareName(of(at)?.field.name)}`,
    EntityDefinitionId: at => durableId(org, of(at)?.type),
    QualifiedApiName: at => of(at)?.field.name ?? null,
    DeveloperName: at => bareName(of(at)?.field.name),
    MasterLabel: at => of(at)?.field.label ?? null,
    Label: at => of(at)?.field.label ?? null,
    DataType: at => dataType(of(at)?.field),
    ValueTypeId: at => of(at)?.field.type ?? null,
    Length: at => of(at)?.field.length ?? null,
    Precision: at => of(at)?.field.precision ?? null,
    Scale: at => of(at)?.field.scale ?? null,
    RelationshipName: at => of(at)?.field.relationshipName ?? null,
    IsNillable: says('nillable'),
    IsCalculated: says('calculated'),
    IsIndexed: says('idLookup'),
    IsNameField: says('nameField'),
    IsApiFilterable: says('filterable'),
    IsApiSortable: says('sortable'),
    IsApiGroupable: says('groupable'),
  });
}

/** The custom objects, as the Tooling API lists them. */
export function customObjectRows(org: Org): SeededRows {
  const all = customObjects(org);
  return rows(all.length, {
    ...auditOnly(org),
    DeveloperName: at => bareName(all[at]?.name),
    SharingModel: () => 'Edit',
  });
}

/** The custom fields, as the Tooling API lists them. */
export function customFieldRows(org: Org): SeededRows {
  const all = org.types.flatMap(type =>
    type.fields.filter(({custom}) => custom).map(field => ({type, field})),
  );
  const of = (at: number) => all[at];
  const entity: Reader = at => durableId(org, of(at)?.type);
  return rows(all.length, {
    ...auditOnly(org),
    TableEnumOrId: entity,
    EntityDefinitionId: entity,
    DeveloperName: at => bareName(of(at)?.field.name),
    Length: at => of(at)?.field.length || null,
    Precision: at => of(at)?.field.precision || null,
    Scale: at => of(at)?.field.scale || null,
    InlineHelpText: at => of(at)?.field.inlineHelpText ?? null,
  });
}

// A standard object is called by its name, a custom one by its id.
function durableId(org: Org, type: ObjectType | undefined): string | null {
  if (!type?.name.endsWith('__c')) return type?.name ?? null;
  return recordId('01I', customObjects(org).indexOf(type));
}

function customObjects({types}: Org): ObjectType[] {
  return types.filter(({name}) => name.endsWith('__c'));
}

const labels: Record<string, string> = {
  boolean: 'Checkbox',
  date: 'Date',
  datetime: 'Date/Time',
  email: 'Email',
  phone: 'Phone',
  url: 'URL',
  picklist: 'Picklist',
  multipicklist: 'Picklist (Multi-Select)',
  address: 'Address',
  location: 'Geolocation',
};

/** A type as the setup pages write it: `Text(80)`, `Number(18, 2)`, `Lookup(Account)`. */
function dataType(field: FieldDescribe | undefined): string | null {
  if (!field) return null;
  const {type, length, precision, scale, digits, referenceTo} = field;
  if (type === 'reference') return `Lookup(${referenceTo.join(',')})`;
  if (type === 'string') return `Text(${length})`;
  if (type === 'textarea') return length > 255 ? `Long Text Area(${length})` : 'Text Area(255)';
  if (type === 'int') return `Number(${digits}, 0)`;
  if (type === 'double') return `Number(${precision - scale}, ${scale})`;
  if (type === 'currency') return `Currency(${precision - scale}, ${scale})`;
  if (type === 'percent') return `Percent(${precision - scale}, ${scale})`;
  return labels[type] ?? type;
}

function bareName(name: string | undefined): string | null {
  return name?.replace(/__c$/, '') ?? null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function rows(count: number, fields: Record<string, Reader>): SeededRows {
  return {count, fields: new Map(Object.entries(fields))};
}
