import type {RecordText} from '@cohort-salesforce/spec';
import {assertWithinApiBudget, buildSelect} from '../salesforce/index.js';
import type {ReadContext} from './read-context.js';
import {completeRecords, groupFields} from './rest/field-groups.js';
import {toRecordText} from './rest/to-record-text.js';

// Queries whose first page is asked for while an earlier one is read.
const QUERIES_AT_ONCE = 4;

/** The records that meet each of these conditions, one condition after the other, several of them asked for at once. */
export async function* queryEach(
  readContext: ReadContext,
  conditions: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<RecordText[]> {
  const begun: Begun[] = [];
  for await (const condition of conditions) {
    assertWithinApiBudget(readContext.session);
    begun.push(begin(queryRecords(readContext, [condition])));
    if (begun.length === QUERIES_AT_ONCE) yield* finish(begun.shift());
  }
  for (const one of begun) yield* finish(one);
}

interface Begun {
  pages: AsyncGenerator<RecordText[]>;
  first: ReturnType<Begun['pages']['next']>;
}

function begin(pages: Begun['pages']): Begun {
  const first = pages.next();
  // A failure is thrown when the page is read, not while an earlier query is.
  first.catch(() => {});
  return {pages, first};
}

async function* finish(begun: Begun | undefined): AsyncGenerator<RecordText[]> {
  if (!begun) return;
  let page = await begun.first;
  while (!page.done) {
    yield page.value;
    page = await begun.pages.next();
  }
}

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
