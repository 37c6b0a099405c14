import type {RowError} from '../batch/write-result.js';

/** `CODE:message:Field1,Field2 --`, as failedResults has it, taken apart. */
export function parseRowError(text: string): RowError {
  const [, code = '', rest = ''] = /^([A-Za-z_]+):(.*)$/s.exec(text) ?? [];
  if (code === '') return {code: 'UNKNOWN_EXCEPTION', message: text || 'no reason given'};
  const [, message = rest, list = ''] = /^(.*):([^:]*?)\s*--\s*$/s.exec(rest) ?? [];
  const fields = list.split(/[,\s]+/).filter(name => name !== '');
  return {code, message, fields};
}
