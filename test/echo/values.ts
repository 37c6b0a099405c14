/** What both systems know of a person, under the names of the Cohort properties. */
export interface Values {
  firstName: string | null;
  lastName: string | null;
  city: string | null;
  country: string | null;
  loyalty_points: number | null;
  newsletter: boolean | null;
  loyalty_tier: string | null;
}

export type Name = keyof Values;
export type Side = 'salesforce' | 'cohort';

export interface Property {
  field: string;
  flow: 'both' | 'import' | 'export';
}

/** One property goes only to Cohort, one only to Salesforce, the others both ways. */
export const PROPERTIES: Readonly<Record<Name, Property>> = {
  firstName: {field: 'FirstName', flow: 'both'},
  lastName: {field: 'LastName', flow: 'both'},
  city: {field: 'MailingCity', flow: 'import'},
  country: {field: 'MailingCountry', flow: 'both'},
  loyalty_points: {field: 'Loyalty_Points__c', flow: 'both'},
  newsletter: {field: 'Newsletter__c', flow: 'both'},
  loyalty_tier: {field: 'Loyalty_Tier__c', flow: 'export'},
};
export const NAMES = Object.keys(PROPERTIES) as Name[];
/** Not mapped at the start of a history. */
export const ADDED_LATER: Name = 'country';
/** First name in Salesforce -> in Cohort. One of them is another one's translation. */
export const TRANSLATIONS: Readonly<Record<string, string>> = {Ada: 'A1', Bo: 'Ada'};
export const TIERS = ['Bronze', 'Silver', 'Gold', 'Platinum'];

/** The side whose value a one-way property never takes over. */
export function isTarget(name: Name, side: Side): boolean {
  return PROPERTIES[name].flow === (side === 'cohort' ? 'import' : 'export');
}

/** A value as Salesforce keeps it: trimmed, rounded to whole points, a checkbox always set. */
export function asSaved(value: Values[Name], name: Name): Values[Name] {
  if (typeof value === 'string') return value.trim() || null;
  if (typeof value === 'number') return Math.round(value);
  return name === 'newsletter' ? (value ?? false) : value;
}

/** Whether the two are one value, as far as Salesforce can hold it; of first names also by their translation. */
export function agree(
  name: Name,
  [salesforce, cohort]: readonly [salesforce: Values[Name], cohort: Values[Name]],
  isTranslated = false,
): boolean {
  const saved = asSaved(cohort, name);
  if (!isTranslated || name !== 'firstName') return salesforce === cohort || salesforce === saved;
  const pairs = Object.entries(TRANSLATIONS);
  const toCohort = pairs.find(([from]) => from === salesforce)?.[1] ?? salesforce;
  const toSalesforce = pairs.find(([, to]) => to === saved)?.[0] ?? saved;
  return toCohort === cohort || salesforce === toSalesforce;
}

export function isEmpty(value: Values[Name] | undefined): boolean {
  return value === null || value === undefined || (typeof value === 'string' && !value.trim());
}
