import type {Connection} from '../generated/types.js';
import {
  type Interview,
  parseAddress,
  parseChoice,
  parseMapping,
  parseName,
  parseText,
  parseYesNo,
} from './interview.js';

const AUTH_TYPES = ['Client', 'JWT', 'ClientCredentials'] as const;
const USERS = ['all', 'existing'] as const;
const COMMON_FIELDS = ['FirstName', 'LastName', 'Phone', 'Birthdate', 'MailingCity'];

/** How to log in at both; without secrets. */
export async function askLogins(
  interview: Interview,
): Promise<Pick<Connection, 'salesforce'> & {cohort: {api_url?: string}}> {
  const auth_type = await interview.answer({
    flag: 'auth-type',
    text: 'How to log in at Salesforce: Client (in the browser), ClientCredentials (best for unattended runs) or JWT (a private key)',
    preset: 'Client',
    parse: parseChoice(AUTH_TYPES),
  });
  const login_url = await interview.answer({
    flag: 'login-url',
    text: "Salesforce's login address, such as https://acme.my.salesforce.com",
    preset: 'https://login.salesforce.com',
    parse: parseAddress,
  });
  const client_id = await interview.answer({
    flag: 'client-id',
    text: 'Consumer key of the External Client App (or an existing connected app)',
    parse: parseText,
  });
  const username =
    auth_type === 'JWT' &&
    (await interview.answer({
      flag: 'username',
      text: 'Salesforce user to act as',
      parse: parseText,
    }));
  const api_url = await interview.answer({
    flag: 'api-url',
    text: "Cohort's API",
    preset: 'https://api.getcohort.com',
    parse: parseAddress,
  });
  const salesforce = {auth_type, login_url, client_id, ...(username && {username})};
  return {salesforce, cohort: {api_url}};
}

/** `fieldsOf` throws when the systems can be asked and there is no such object. */
export function askObject(
  interview: Interview,
  fieldsOf: (object: string) => Promise<string[]>,
): Promise<{object: string; fields: string[]}> {
  return interview.answer({
    flag: 'object',
    text: 'Object that contains the customers (Contact, Lead, Account, User, or a custom one)',
    preset: 'Contact',
    parse: async answer => {
      const object = parseText(answer);
      return {object, fields: await fieldsOf(object)};
    },
  });
}

/** What to import of an object with these fields (none: not known). */
export async function askImport(
  interview: Interview,
  {object, fields}: {object: string; fields: readonly string[]},
): Promise<Connection['import']> {
  const email_field = await interview.answer({
    flag: 'email-field',
    text: 'Field that contains the email address',
    preset: fields.find(field => /email/i.test(field)) ?? 'Email',
    parse: parseName(fields),
  });
  const users = await interview.answer({
    flag: 'users',
    text: 'Users to import: all (All Users) or existing (Users that already exist in Cohort)',
    preset: 'all',
    parse: parseChoice(USERS),
  });
  const common = COMMON_FIELDS.filter(field => fields.length === 0 || fields.includes(field));
  const chosen = await interview.answer({
    flag: 'fields',
    text: 'Fields to import, as Field or Field=property, with commas between',
    preset: common.slice(0, fields.length === 0 ? 2 : undefined).join(',') || undefined,
    parse: parseMapping(fields, toPropertyName),
  });
  return {enabled: true, object, email_field, users, fields: chosen};
}

/** What to export to an object with these fields, of users with these properties. */
export async function askExport(
  interview: Interview,
  {
    fields,
    properties,
    imported,
  }: {
    fields: readonly string[];
    properties: readonly string[];
    imported: Readonly<Record<string, string>>;
  },
): Promise<Connection['export']> {
  const enabled = await interview.answer({
    flag: 'export',
    text: 'Enable user export (yes or no)',
    preset: 'no',
    parse: parseYesNo,
  });
  if (!enabled) return {enabled};
  const user_id_field = await interview.answer({
    flag: 'user-id-field',
    text: 'Field in which the Cohort User ID is stored (type String)',
    preset: fields.find(field => /cohort.*id/i.test(field)),
    parse: parseName(fields),
  });
  const users = await interview.answer({
    flag: 'export-users',
    text: 'Users to export: all (All Users) or existing (Users that already exist in Salesforce)',
    preset: 'all',
    parse: parseChoice(USERS),
  });
  const back = new Map(Object.entries(imported).map(([field, property]) => [property, field]));
  const known = [...properties, ...back.keys()];
  const chosen = await interview.answer({
    flag: 'properties',
    text: 'User Properties to export, as property=Field, with commas between',
    preset: [...back].map(([property, field]) => `${property}=${field}`).join(','),
    parse: parseMapping(properties.length === 0 ? [] : known, name => back.get(name) ?? name),
  });
  return {enabled, user_id_field, users, properties: chosen};
}

/** As Cohort's own properties are named: `Loyalty_Points__c` -> `loyalty_points`, `FirstName` -> `firstName`. */
function toPropertyName(field: string): string {
  const bare = field.replace(/__c$/, '');
  return bare.includes('_') ? bare.toLowerCase() : bare.charAt(0).toLowerCase() + bare.slice(1);
}
