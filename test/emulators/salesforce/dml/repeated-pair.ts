import type {Row, Table} from '../org/index.js';
import type {SaveError} from './save-result.js';

/** Objects that join two others, once for each pair. */
const pairs: Record<string, {fields: [string, string]; message: string}[]> = {
  CampaignMember: [
    {fields: ['CampaignId', 'ContactId'], message: 'Already a campaign member.'},
    {fields: ['CampaignId', 'LeadId'], message: 'Already a campaign member.'},
  ],
  TopicAssignment: [
    {
      fields: ['TopicId', 'EntityId'],
      message: 'duplicate value found: <unknown> duplicates value on record with id: <unknown>',
    },
  ],
};

/** The error of a new record that joins what is joined already. */
export function repeatedPair(table: Table, row: Row): SaveError[] {
  for (const {fields, message} of pairs[table.type.name] ?? []) {
    const [first, second] = fields;
    const {[first]: left, [second]: right} = row;
    if (typeof left !== 'string' || typeof right !== 'string') continue;
    const isSame = (position: number) =>
      !table.isDeleted(position) && table.value(position, first) === left;
    if (table.find(second, right).some(isSame))
      return [{statusCode: 'DUPLICATE_VALUE', message, fields: []}];
  }
  return [];
}
