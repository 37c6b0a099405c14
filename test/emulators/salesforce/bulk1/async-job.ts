import type {RowJob, SelectedRows} from '../bulk/index.js';
import type {SaveResult} from '../dml/index.js';
import type {Projector} from '../soql/index.js';

export const contentTypes = ['CSV', 'JSON', 'XML'] as const;
export type ContentType = (typeof contentTypes)[number];

export interface AsyncJob {
  id: string;
  operation: RowJob['operation'] | 'query' | 'queryAll';
  object: string;
  contentType: ContentType;
  concurrencyMode: 'Parallel' | 'Serial';
  rows: RowJob;
  createdAt: number;
  changedAt: number;
  state: 'Open' | 'Closed' | 'Aborted' | 'Failed';
  /** Records in each batch that PK chunking makes; absent without it. */
  chunkSize?: number;
  batches: AsyncBatch[];
}

export interface AsyncBatch {
  id: string;
  createdAt: number;
  changedAt: number;
  state: 'Queued' | 'InProgress' | 'Completed' | 'Failed' | 'NotProcessed';
  stateMessage?: string;
  /** As it was sent. */
  content: string;
  processed: number;
  failed: number;
  processingMs: number;
  /** What a query found; its results are pages of it. */
  found?: FoundRows;
  /** What became of each record. */
  saved?: SaveResult[];
}

export interface FoundRows extends SelectedRows {
  /** Ids of the results, each for the records from one number to another. */
  results: {id: string; from: number; to: number}[];
  project: Projector;
}
