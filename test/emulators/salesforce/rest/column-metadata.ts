import type {Session} from '../session/index.js';
import {type Column, columnsOf} from '../soql/index.js';

/** What `columns=true` asks for: the columns of a query instead of its records. */
export function columnMetadata(session: Session, text: string): object {
  const found = columnsOf({...session, sourceOf: table => table}, text);
  return {
    columnMetadata: found.columns.map(columnJson),
    entityName: found.entityName,
    groupBy: found.isGrouped,
    idSelected: found.columns.some(({name, join}) => name === 'Id' && join.length === 0),
    keyPrefix: session.typeOf(found.entityName)?.keyPrefix,
  };
}

function columnJson({name, display, isAggregate, field, join}: Column): object {
  return {
    aggregate: isAggregate,
    apexType: apexTypes.get(field?.type ?? '') ?? 'String',
    booleanType: field?.type === 'boolean',
    columnName: name,
    custom: field?.custom ?? false,
    displayName: display,
    foreignKeyName: field?.relationshipName ?? null,
    insertable: !isAggregate && (field?.createable ?? false),
    joinColumns: join.map(columnJson),
    numberType: field?.soapType === 'xsd:double' || field?.soapType === 'xsd:int',
    textAreaType: field?.type === 'textarea',
    updatable: !isAggregate && (field?.updateable ?? false),
  };
}

const apexTypes = new Map([
  ['id', 'Id'],
  ['reference', 'Id'],
  ['boolean', 'Boolean'],
  ['int', 'Integer'],
  ['double', 'Double'],
  ['currency', 'Double'],
  ['percent', 'Double'],
  ['date', 'Date'],
  ['datetime', 'Datetime'],
]);
