import type {Input, SaveError} from '../dml/index.js';
import type {FieldDescribe, ObjectType} from '../objects/index.js';
import type {Session} from '../session/index.js';
import {convertText} from './convert-text.js';

/** Puts one cell of a row into the record; gives back what is wrong with it. */
export type Column = (input: Input, text: string) => SaveError | undefined;

/** What is wrong with the data of a job as a whole: it fails with this message. */
export class JobFailure extends Error {}

/** What each column of the header means; throws when one means nothing. */
export function ingestColumns(
  session: Session,
  type: ObjectType,
  header: readonly string[],
): Column[] {
  return header.map((name, at) => {
    const field = type.field(name.trim());
    const column = field ? fieldColumn(field, at) : parentColumn(session, type, name.trim());
    if (!column) throw new JobFailure(`InvalidBatch : Field name not found : ${name}`);
    return column;
  });
}

const clear = '#N/A';

// An empty cell says nothing about the field; #N/A empties it.
function fieldColumn(field: FieldDescribe, at: number): Column {
  return (input, text) => {
    if (text === '') return undefined;
    const value = text === clear ? null : convertText(field, text);
    if (value !== undefined) {
      input.values.set(field, value);
      return undefined;
    }
    const message = `Failed to deserialize field at col ${at}. Due to, '${text}' is not a valid value for the type ${field.soapType}`;
    return {statusCode: 'INVALID_FIELD', message, fields: [field.name]};
  };
}

// `Account.Ext__c`, or `User:Owner.Email` where the parent may be of several objects.
function parentColumn(session: Session, type: ObjectType, name: string): Column | undefined {
  const [, object, relation = '', key = ''] = /^(?:(\w+):)?(\w+)\.(\w+)$/.exec(name) ?? [];
  const reference = type.reference(relation);
  const parents = object ? [object] : (reference?.referenceTo ?? []);
  if (!reference || !parents.some(parent => session.typeOf(parent)?.field(key))) return undefined;
  return (input, text) => {
    if (text === '') return undefined;
    const value = text === clear ? null : text;
    input.parents.push({reference, ...(object ? {object} : {}), field: key, value});
    return undefined;
  };
}
