import {Ajv, type ValidateFunction} from 'ajv';
import formats from 'ajv-formats';

/** Compiles a JSON Schema that tells more than JSON Schema does, such as `airbyte_secret`. */
export function compileSchema(schema: object): ValidateFunction {
  const ajv = new Ajv({strict: false, allErrors: true});
  formats.default(ajv);
  return ajv.compile(schema);
}
