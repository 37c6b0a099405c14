import {selectRows} from '../bulk/index.js';
import type {Context} from '../context.js';
import {recordId} from '../org/index.js';
import {epochProjector} from '../soql/index.js';
import {AsyncError} from './async-error.js';
import type {AsyncBatch, AsyncJob, FoundRows} from './async-job.js';

/** Runs the query of a batch. With PK chunking, the batch itself is not processed: one for each chunk is. */
export class QueryBatches {
  readonly #context: Context;
  #results = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  run(job: AsyncJob, batch: AsyncBatch, newBatch: (content: string) => AsyncBatch): void {
    const rows = selectRows(job.rows.session, batch.content, job.operation === 'queryAll');
    if (rows.failure)
      throw new AsyncError('InvalidBatch', `Failed to process query: ${rows.failure}`);
    if (rows.binding.type.name !== job.object) {
      rows.snapshot.release();
      throw new AsyncError(
        'InvalidBatch',
        `The query is of ${rows.binding.type.name}, the job of ${job.object}`,
      );
    }
    const found = {...rows, project: epochProjector(rows.binding)};
    if (job.chunkSize) this.#chunk(job, {batch, found, size: job.chunkSize, newBatch});
    else this.#finish(batch, found);
  }

  #finish(batch: AsyncBatch, found: Omit<FoundRows, 'results'>): void {
    const total = found.positions.length;
    const size = this.#context.options.bulkPageSize ?? Math.max(total, 1);
    const results: FoundRows['results'] = [];
    for (let from = 0; from < Math.max(total, 1); from += size)
      results.push({id: recordId('752', this.#results++), from, to: Math.min(from + size, total)});
    Object.assign(batch, {found: {...found, results}, processed: total, state: 'Completed'});
  }

  // Ids rise with positions, so a range of positions is a range of ids.
  #chunk(
    job: AsyncJob,
    {
      batch,
      found,
      size,
      newBatch,
    }: {
      batch: AsyncBatch;
      found: Omit<FoundRows, 'results'>;
      size: number;
      newBatch: (content: string) => AsyncBatch;
    },
  ): void {
    const {query, table} = found.binding;
    if (query.orderBy.length > 0 || query.limit !== undefined)
      throw new AsyncError('InvalidBatch', 'PK chunking does not go with ORDER BY or LIMIT');
    batch.state = 'NotProcessed';
    for (let first = 0; first < Math.max(table.size, 1); first += size) {
      const last = Math.min(first + size, table.size);
      const positions = found.positions.filter(at => at >= first && at < last);
      const range = last > first ? ` -- ${table.idAt(first)} to ${table.idAt(last - 1)}` : '';
      this.#finish(newBatch(batch.content + range), {...found, positions});
    }
    job.changedAt = this.#context.clock();
  }
}
