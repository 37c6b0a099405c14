import type {FieldDescribe, ObjectType} from '../objects/index.js';
import type {Session} from '../session/index.js';
import type {JobFormat} from './query-job.js';

export const operations = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const;
export type Operation = (typeof operations)[number];

export type IngestState =
  | 'Open'
  | 'UploadComplete'
  | 'InProgress'
  | 'JobComplete'
  | 'Aborted'
  | 'Failed';

/** A job that writes the records of an uploaded CSV. */
export interface IngestJob extends JobFormat {
  id: string;
  operation: Operation;
  object: string;
  type: ObjectType;
  /** The field upserts match by. */
  key: FieldDescribe | undefined;
  session: Session;
  createdAt: number;
  changedAt: number;
  state: IngestState;
  /** Where the upload and the two result files lie. */
  files: {upload: string; successful: string; failed: string};
  isUploaded: boolean;
  processed: number;
  failed: number;
  processingMs: number;
  errorMessage?: string;
}
