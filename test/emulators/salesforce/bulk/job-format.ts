import {ApiError} from '../answers/index.js';
import {type DelimiterName, delimiters, type JobFormat} from './query-job.js';

/** The CSV dialect of a job, from the body that creates it. */
export function readFormat(body: {
  columnDelimiter?: unknown;
  lineEnding?: unknown;
  contentType?: unknown;
}): JobFormat {
  const {columnDelimiter = 'COMMA', lineEnding = 'LF', contentType = 'CSV'} = body;
  if (contentType !== 'CSV') throw invalid('contentType', contentType);
  if (typeof columnDelimiter !== 'string' || !Object.hasOwn(delimiters, columnDelimiter))
    throw invalid('columnDelimiter', columnDelimiter);
  if (lineEnding !== 'LF' && lineEnding !== 'CRLF') throw invalid('lineEnding', lineEnding);
  return {columnDelimiter: columnDelimiter as DelimiterName, lineEnding};
}

function invalid(name: string, value: unknown): ApiError {
  return new ApiError(400, 'INVALIDJOB', `Invalid value for ${name}: ${String(value)}`);
}
