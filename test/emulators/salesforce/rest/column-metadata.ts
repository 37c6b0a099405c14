import type {FieldDescribe} from '../objects/index.js';
import type {Session} from '../session/index.js';
import {columnsOf} from '../soql/index.js';

/** What `columns=true` asks for: the columns of a query instead of its records. */
export function columnMetadata(session: Session, text: string): object {
  const {entityName, columns} = columnsOf({...session, sourceOf: table => table}, text);
  return {
    columnMetadata: columns.map(({names, field}) => columnOf(names, field)),
    entityName,
    groupBy: false,
    idSelected: columns.some(({names}) => names.join('.') === 'Id'),
    keyPrefix: session.typeOf(entityName)?.keyPrefix,
  };
}

function columnOf(names: readonly string[], field: FieldDescribe): object {
  const [first = '', ...rest] = names;
  if (rest.length > 0) return {...plain(first, field), joinColumns: [columnOf(rest, field)]};
  return plain(first, field);
}

function plain(name: string, field: FieldDescribe): object {
  return {
    aggregate: false,
    apexType: field.type === 'id' || field.type === 'reference' ? 'Id' : 'String',
    booleanType: field.type === 'boolean',
    columnName: name,
    custom: field.custom,
    displayName: name,
    foreignKeyName: field.relationshipName,
    insertable: field.createable,
    joinColumns: [],
    numberType: field.soapType === 'xsd:double' || field.soapType === 'xsd:int',
    textAreaType: field.type === 'textarea',
    updatable: field.updateable,
  };
}
