/** One reason why a record was not saved. */
export interface SaveError {
  statusCode: string;
  message: string;
  fields: string[];
}

/** What became of one record. */
export type SaveResult =
  | {success: true; id: string; created: boolean}
  | {success: false; errors: SaveError[]};

export function failed(statusCode: string, message: string, fields: string[] = []): SaveResult {
  return {success: false, errors: [{statusCode, message, fields}]};
}

/** A result as it stands in the answer of a collection: a failed record has no id. */
export function resultJson(result: SaveResult, withCreated = false): Record<string, unknown> {
  if (!result.success) return {success: false, errors: result.errors};
  const {id, created} = result;
  return {id, success: true, errors: [], ...(withCreated ? {created} : {})};
}
