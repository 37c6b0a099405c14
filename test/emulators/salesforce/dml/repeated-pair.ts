import type {Row, Table} from '../org/index.js';
import type {SaveError} from './save-result.js';

interface Pair {
  fields: [string, string];
  /** Why a pair cannot be joined again; when absent the record that joins it is the answer. */
  message?: string;
}

/** Objects that join two others, once for each pair. */
const pairs: Record<string, Pair[]> = {
  CampaignMember: [
    {fields: ['CampaignId', 'ContactId'], message: 'Already a campaign member.'},
    {fields: ['CampaignId', 'LeadId'], message: 'Already a campaign member.'},
  ],
  PermissionSetAssignment: [
    {
      fields: ['PermissionSetId', 'AssigneeId'],
      message:
        'Duplicate PermissionSetAssignment. Assignee and permission set are assigned already.',
    },
  ],
  TopicAssignment: [{fields: ['TopicId', 'EntityId']}],
};

/** The error of a new record that joins what is joined already. */
export function repeatedPair(table: Table, row: Row): SaveError[] {
  const pair = pairsOf(table).find(one => one.message && joining(table, one, row) !== undefined);
  return pair?.message ? [{statusCode: 'DUPLICATE_VALUE', message: pair.message, fields: []}] : [];
}

/** The record that joins the same two already, where creating it once more succeeds. */
export function sameJunction(table: Table, row: Row): number | undefined {
  const pair = pairsOf(table).find(({message}) => !message);
  return pair && joining(table, pair, row);
}

/** Whether there is a record already that joins the same two. */
export function isJoined(table: Table, row: Row): boolean {
  return pairsOf(table).some(pair => joining(table, pair, row) !== undefined);
}

function pairsOf({type}: Table): readonly Pair[] {
  return pairs[type.name] ?? [];
}

function joining(table: Table, {fields: [first, second]}: Pair, row: Row): number | undefined {
  const {[first]: left, [second]: right} = row;
  if (typeof left !== 'string' || typeof right !== 'string') return undefined;
  return table
    .find(second, right)
    .find(position => !table.isDeleted(position) && table.value(position, first) === left);
}
