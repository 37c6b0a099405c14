import type {Offer} from './offers.js';

/** A field and the property that it becomes, or the other way round. */
export type Pairs = Readonly<Record<string, string>>;

// What both systems call differently, and everybody means the same by.
const USUAL: ReadonlyMap<string, string> = new Map([
  ['Birthdate', 'birthday'],
  ['PersonBirthdate', 'birthday'],
  ['MobilePhone', 'mobile'],
  ['MailingStreet', 'street'],
  ['MailingCity', 'city'],
  ['MailingPostalCode', 'postal_code'],
  ['MailingState', 'state'],
  ['MailingCountry', 'country'],
  ['Company', 'company'],
]);

/** The fields that most people import, if they are there. */
export const COMMON_FIELDS = ['FirstName', 'LastName', 'Phone', 'Birthdate', 'MailingCity'];

/** Field -> the property it becomes: one that has its name already, the usual one, or a new one named after it. */
export function proposeProperty(field: string, properties: readonly Offer[]): string {
  const known = properties.find(({name, label}) => isSame(name, field) || isSame(label, field));
  return known?.name ?? USUAL.get(field) ?? toPropertyName(field);
}

/** Property -> the field it is written to: where it was imported from, or one of the same name; undefined without one. */
export function proposeField(
  property: Offer,
  {fields, imported}: {fields: readonly Offer[]; imported: Pairs},
): string | undefined {
  const isWritable = (field: string) =>
    fields.length === 0 || fields.some(({name}) => name === field);
  const from = Object.keys(imported).find(field => imported[field] === property.name);
  if (from !== undefined && isWritable(from)) return from;
  const same = fields.find(
    ({name, label}) =>
      [property.name, property.label].some(text => isSame(text, name) || isSame(text, label)) ||
      USUAL.get(name) === property.name,
  );
  return same?.name;
}

/** Custom fields first, then by what people call them. */
export function inOrder(offers: readonly Offer[]): Offer[] {
  return [...offers].sort(
    (a, b) => Number(isCustom(b)) - Number(isCustom(a)) || a.label.localeCompare(b.label),
  );
}

export function isCustom({name}: Offer): boolean {
  return name.endsWith('__c');
}

function isSame(a: string, b: string): boolean {
  return bare(a) === bare(b);
}

function bare(name: string): string {
  return name
    .replace(/__c$/, '')
    .replace(/[\s_-]/g, '')
    .toLowerCase();
}

/** As Cohort's own properties are named: `Loyalty_Points__c` -> `loyalty_points`, `FirstName` -> `firstName`. */
export function toPropertyName(field: string): string {
  const name = field.replace(/__c$/, '');
  return name.includes('_') ? name.toLowerCase() : name.charAt(0).toLowerCase() + name.slice(1);
}
