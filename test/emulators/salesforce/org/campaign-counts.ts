import type {Table} from './table.js';
import type {Reader} from './value.js';

interface Counted {
  object: string;
  /** What one record adds. */
  of(table: Table, position: number): number;
}

// A lead that is converted stays among the leads, and is among the contacts as well:
// https://help.salesforce.com/s/articleView?id=sales.campaigns_fields.htm
const COUNTS: Readonly<Record<string, Counted>> = {
  NumberOfLeads: member((table, at) => table.value(at, 'LeadId') !== null),
  NumberOfContacts: member((table, at) => table.value(at, 'ContactId') !== null),
  NumberOfConvertedLeads: member(
    (table, at) => table.value(at, 'LeadId') !== null && table.value(at, 'ContactId') !== null,
  ),
  NumberOfResponses: member((table, at) => table.value(at, 'HasResponded') === true),
  NumberOfOpportunities: opportunity(() => 1),
  NumberOfWonOpportunities: opportunity((table, at) => (isWon(table, at) ? 1 : 0)),
  AmountAllOpportunities: opportunity(amountOf),
  AmountWonOpportunities: opportunity((table, at) => (isWon(table, at) ? amountOf(table, at) : 0)),
};

/** Gives campaigns the numbers of those who belong to them, as they are whenever somebody reads them. */
export function countInCampaigns(tableOf: (name: string) => Table | undefined): void {
  const campaigns = tableOf('Campaign');
  if (!campaigns) return;
  for (const [field, {object, of}] of Object.entries(COUNTS)) {
    const counted: Reader = position => {
      const table = tableOf(object);
      const found = table?.find('CampaignId', campaigns.idAt(position)) ?? [];
      const present = found.filter(at => table?.isDeleted(at) === false);
      return present.reduce((sum, at) => sum + (table ? of(table, at) : 0), 0);
    };
    campaigns.computedFields.set(field, counted);
  }
}

function member(counts: (table: Table, position: number) => boolean): Counted {
  return {object: 'CampaignMember', of: (table, at) => (counts(table, at) ? 1 : 0)};
}

function opportunity(of: Counted['of']): Counted {
  return {object: 'Opportunity', of};
}

function isWon(table: Table, position: number): boolean {
  return table.value(position, 'IsWon') === true;
}

function amountOf(table: Table, position: number): number {
  return Number(table.value(position, 'Amount') ?? 0);
}
