import type {Row, Value} from '../org/index.js';
import type {SaveError} from './save-result.js';
import type {Saving} from './saving.js';

/** What Salesforce itself makes of the values to save, or why they cannot be together. */
export function derivedFields(saving: Saving, row: Row): {row: Row} | {errors: SaveError[]} {
  const derive = RULES[saving.type.name];
  return derive ? derive(saving, row) : {row};
}

type Rule = typeof derivedFields;

const RULES: Readonly<Record<string, Rule>> = {
  CampaignMember: toMember,
  Opportunity: (saving, row) => {
    const stage = STAGES[String(afterSaving(saving, row, 'StageName'))];
    if (row.StageName === undefined || !stage) return {row};
    const {isClosed, isWon, probability, category} = stage;
    const own = {IsClosed: isClosed, IsWon: isWon, ForecastCategory: category};
    // Who writes another probability keeps it.
    return {row: {Probability: probability, ...row, ...own}};
  },
  Case: (saving, row) => {
    const number = {CaseNumber: String(saving.table.size + 1000).padStart(8, '0')};
    const isClosed = afterSaving(saving, row, 'Status') === 'Closed';
    const at = new Date(saving.session.org.stamp()).toISOString().replace('Z', '+0000');
    const wasClosed =
      saving.position !== undefined && saving.table.value(saving.position, 'IsClosed') === true;
    const closed = isClosed === wasClosed ? {} : {ClosedDate: isClosed ? at : null};
    const own = {IsClosed: isClosed, ...closed};
    return {row: {...row, ...own, ...(saving.position === undefined && number)}};
  },
};

// https://help.salesforce.com/s/articleView?id=000385697 lists the stages of a new org.
const STAGES: Readonly<Record<string, ReturnType<typeof stage>>> = {
  Prospecting: stage(10, 'Pipeline'),
  Qualification: stage(10, 'Pipeline'),
  'Needs Analysis': stage(20, 'Pipeline'),
  'Value Proposition': stage(50, 'Pipeline'),
  'Id. Decision Makers': stage(60, 'Pipeline'),
  'Perception Analysis': stage(70, 'Pipeline'),
  'Proposal/Price Quote': stage(75, 'Pipeline'),
  'Negotiation/Review': stage(90, 'Pipeline'),
  'Closed Won': stage(100, 'Closed'),
  'Closed Lost': stage(0, 'Omitted'),
};

function stage(probability: number, category: string) {
  return {
    probability,
    category,
    isClosed: category !== 'Pipeline',
    isWon: category === 'Closed',
  };
}

// https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_campaignmember.htm
function toMember(saving: Saving, row: Row): ReturnType<Rule> {
  const contact = afterSaving(saving, row, 'ContactId');
  const lead = afterSaving(saving, row, 'LeadId');
  if (!contact && !lead) {
    const fields = ['LeadId', 'ContactId'];
    const message = `Required fields are missing: [${fields.join(', ')}]`;
    return {errors: [{statusCode: 'REQUIRED_FIELD_MISSING', message, fields}]};
  }
  const isNew = saving.position === undefined;
  const status = row.Status ?? (isNew ? 'Sent' : undefined);
  const hasResponded = status === 'Responded';
  const responded = status === undefined ? {} : {HasResponded: hasResponded};
  const first = afterSaving(saving, row, 'FirstRespondedDate');
  const today = new Date(saving.session.org.stamp()).toISOString().slice(0, 10);
  const firstDate = hasResponded && !first ? {FirstRespondedDate: today} : {};
  // Of a new member with both, only the contact is kept.
  const alone = isNew && contact && lead ? {LeadId: null} : {};
  return {row: {...row, ...responded, ...firstDate, ...alone}};
}

function afterSaving({table, position}: Saving, row: Row, field: string): Value | undefined {
  if (row[field] !== undefined) return row[field];
  return position === undefined ? undefined : table.value(position, field);
}
