import type {ReadEvent} from '@cohort-salesforce/spec';
import {queryRecords} from './query-records.js';
import type {ReadContext} from './read-context.js';

/** A few records, in no order, of people who have an address where that can be asked for. */
export async function* readSample(
  readContext: ReadContext,
  limit: number,
): AsyncGenerator<ReadEvent> {
  const {session, plan} = readContext;
  const field = plan.fields.find(({name}) => name === session.config.same_address?.email_field);
  const where = field?.filterable ? [`${field.name} != null`] : [];
  for await (const records of queryRecords(readContext, where, limit)) {
    yield {kind: 'records', records};
  }
}
