import {ApiError} from '../answers/index.js';
import {recordId} from '../org/index.js';
import type {RecordJson} from '../soql/index.js';

/** A query whose later pages can still be asked for. */
interface OpenQuery {
  positions: readonly number[];
  project: (position: number) => RecordJson;
  pageSize: number;
  userId: string;
  /** Of a big object, whose records Salesforce does not count. */
  isBig: boolean;
}

export interface Page {
  totalSize: number;
  done: boolean;
  nextRecordsUrl?: string;
  records: RecordJson[];
}

const mostOpen = 100;

/** The pages of queries; the oldest queries are forgotten first. */
export class QueryCursors {
  readonly #open = new Map<string, OpenQuery>();
  #given = 0;

  first(query: OpenQuery, version: string): Page {
    const id = recordId('01g', this.#given++);
    if (query.positions.length > query.pageSize) this.#open.set(id, query);
    const [oldest] = this.#open.keys();
    if (this.#open.size > mostOpen && oldest) this.#open.delete(oldest);
    return pageOf(query, {id, from: 0, version});
  }

  /** The page that a locator such as `01g...-2000` names. */
  next(locator: string, version: string): Page {
    const [id = '', start = ''] = locator.split('-');
    const query = this.#open.get(id);
    const from = Number(start);
    if (!query || !Number.isInteger(from) || from < 0)
      throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
    return pageOf(query, {id, from, version});
  }
}

function pageOf(query: OpenQuery, at: {id: string; from: number; version: string}): Page {
  const end = at.from + query.pageSize;
  const {positions, project, isBig} = query;
  const done = end >= positions.length;
  const nextRecordsUrl = `/services/data/v${at.version}/query/${at.id}-${end}`;
  return {
    totalSize: isBig ? -1 : positions.length,
    done,
    ...(done ? {} : {nextRecordsUrl}),
    records: positions.slice(at.from, end).map(project),
  };
}
