import {readFileSync} from 'node:fs';
import {type FieldDescribe, plainField} from './field-describe.js';
import type {ObjectDescribe} from './object-describe.js';

/**
 * An object from a JSON file that holds a describe as an org returns it
 * (`sf sobject describe`, or the body of `GET /sobjects/X/describe`).
 */
export function readDescribeFile(path: string): ObjectDescribe {
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const describe = unwrap(content) as Partial<ObjectDescribe>;
  if (typeof describe.name !== 'string' || !Array.isArray(describe.fields))
    throw new Error(`${path}: not a describe: it has no "name" or no "fields"`);
  const fields = describe.fields.map(field => ({...plainField, ...field}) as FieldDescribe);
  return {
    ...describe,
    childRelationships: describe.childRelationships ?? [],
    fields,
  } as ObjectDescribe;
}

// `sf ... --json` puts the answer under "result".
function unwrap(content: unknown): unknown {
  return content && typeof content === 'object' && 'result' in content ? content.result : content;
}

/** The described object, or its fields added to (or put in place of those of) the built-in one. */
export function mergeDescribe(
  builtIn: ObjectDescribe | undefined,
  brought: ObjectDescribe,
): ObjectDescribe {
  if (!builtIn) return brought;
  const fields = new Map(builtIn.fields.map(field => [field.name.toLowerCase(), field]));
  for (const field of brought.fields) fields.set(field.name.toLowerCase(), field);
  const {childRelationships} = brought.childRelationships.length > 0 ? brought : builtIn;
  return {...builtIn, ...brought, childRelationships, fields: [...fields.values()]};
}
