import type {RecordText} from '@cohort-salesforce/spec';
import {buildSelect} from '../salesforce/index.js';
import type {ReadContext} from './read-context.js';
import {completeRecords, groupFields} from './rest/field-groups.js';
import {toRecordText} from './rest/to-record-text.js';

/** The records that meet the conditions, whenever they changed, with the fields of the plan; at most `limit`. */
export async function* queryRecords(
  {session: {salesforce}, plan}: ReadContext,
  where: readonly string[],
  limit?: number,
): AsyncGenerator<RecordText[]> {
  const {object, includeDeleted, where: selected} = plan;
  const [first = [], ...others] = plan.hasKey ? groupFields(plan.fields) : [plan.fields];
  const soql = buildSelect({
    fields: first.map(({name}) => name),
    from: object,
    where: [...selected, ...where],
    ...(limit !== undefined && {limit}),
  });
  for await (const page of salesforce.queryPages(soql, {includeDeleted})) {
    const whole = await completeRecords(page, others, {salesforce, object});
    yield whole.map(record => toRecordText(record, plan.fields, plan));
  }
}
