import {readFileSync, writeFileSync} from 'node:fs';
import {vi} from 'vitest';
import {parse, stringify} from 'yaml';
import type {Emulators} from '../fixtures/emulators.js';
import type {Contact, User, Values} from './model.js';

const FIELDS: Record<keyof Values, string> = {
  firstName: 'FirstName',
  lastName: 'LastName',
  city: 'MailingCity',
  loyalty_points: 'Loyalty_Points__c',
  newsletter: 'Newsletter__c',
  loyalty_tier: 'Loyalty_Tier__c',
};
const NAMES = Object.keys(FIELDS) as (keyof Values)[];
const DATA = '/services/data/v62.0';

/** Both emulators as people and other programs use them: by plain HTTP, with none of our code. */
export class TwoSystems {
  readonly #salesforce: {url: string; access_token: string};
  readonly #cohort: {url: string; api_key: string};

  constructor(emulators: Emulators) {
    const told = emulators.readJson('emulators.json') as {
      salesforce: {url: string; access_token: string};
      cohort: {url: string; api_key: string};
    };
    this.#salesforce = told.salesforce;
    this.#cohort = told.cohort;
    chooseFields(emulators.connection);
  }

  async contacts(): Promise<Contact[]> {
    const names = [...Object.values(FIELDS), 'Email', 'Cohort_User_ID__c'];
    const soql = `SELECT Id, CreatedDate, SystemModstamp, ${names.join(', ')} FROM Contact`;
    const answer = await this.#askSalesforce('GET', `/query?q=${encodeURIComponent(soql)}`);
    return (answer as {records: Record<string, unknown>[]}).records.map(toContact);
  }

  /**
   * The contacts, once Salesforce's clock, which counts seconds, has left the second of the newest stamp: what
   * is written from then on can be told from what was.
   */
  async contactsAtRest(): Promise<Contact[]> {
    const contacts = await this.contacts();
    const newest = Math.max(...contacts.map(({modified}) => Date.parse(modified)));
    const isOver = async () => (await this.#salesforceTime()) > newest;
    await vi.waitUntil(isOver, {interval: 50, timeout: 10_000});
    return contacts;
  }

  async #salesforceTime(): Promise<number> {
    const {headers} = await fetch(`${this.#salesforce.url}/services/data`);
    return Date.parse(headers.get('date') ?? '');
  }

  async users(): Promise<User[]> {
    const {data} = (await this.#askCohort('GET', '/v1/users?limit=100')) as {data: CohortUser[]};
    return data.map(({id, email, firstName, lastName, properties}) => {
      const values = {firstName, lastName, ...properties};
      const known = NAMES.map(name => [name, values[name as keyof typeof values] ?? null]);
      return {id, email, values: Object.fromEntries(known)};
    });
  }

  /** Resolves with the new contact's Id. */
  async createContact(record: object): Promise<string> {
    const path = '/sobjects/Contact';
    return ((await this.#askSalesforce('POST', path, record)) as {id: string}).id;
  }

  async updateContact(id: string, record: object): Promise<void> {
    await this.#askSalesforce('PATCH', `/sobjects/Contact/${id}`, record);
  }

  async deleteContact(id: string): Promise<void> {
    await this.#askSalesforce('DELETE', `/sobjects/Contact/${id}`);
  }

  async saveUser(email: string, {firstName, lastName, ...properties}: Partial<Values>) {
    const core = {
      ...(firstName !== undefined && {firstName}),
      ...(lastName !== undefined && {lastName}),
    };
    const users = [{email, ...core, properties}];
    await this.#askCohort('POST', '/v1/users/batch', {mode: 'upsert', users});
  }

  /** Cohort makes a property known before a user has a value of it. */
  async addProperty(referenceId: string, type: string): Promise<void> {
    await this.#askCohort('POST', '/v1/user-properties', {name: referenceId, referenceId, type});
  }

  #askSalesforce(method: string, path: string, body?: object): Promise<unknown> {
    const {url, access_token} = this.#salesforce;
    return ask(method, `${url}${DATA}${path}`, {key: access_token, body});
  }

  #askCohort(method: string, path: string, body?: object): Promise<unknown> {
    const {url, api_key} = this.#cohort;
    return ask(method, url + path, {key: api_key, body});
  }
}

/** Values and the rest of a contact -> a record as Salesforce takes it. */
export function toRecord(
  values: Partial<Values>,
  more: {email?: string | null; userId?: string | null} = {},
): object {
  return {
    ...Object.fromEntries(
      Object.entries(values).map(([name, value]) => [FIELDS[name as keyof Values], value]),
    ),
    ...(more.email !== undefined && {Email: more.email}),
    ...(more.userId !== undefined && {Cohort_User_ID__c: more.userId}),
  };
}

interface CohortUser {
  id: string;
  email: string;
  firstName: string | null;
  lastName: string | null;
  properties: Record<string, unknown>;
}

function toContact(record: Record<string, unknown>): Contact {
  const values = NAMES.map(name => [name, record[FIELDS[name]] ?? null]);
  return {
    id: String(record.Id),
    email: record.Email as string | null,
    userId: record.Cohort_User_ID__c as string | null,
    values: Object.fromEntries(values),
    created: String(record.CreatedDate),
    modified: String(record.SystemModstamp),
  };
}

// One field goes only to Cohort, one only to Salesforce, the others both ways.
function chooseFields(path: string): void {
  const connection = parse(readFileSync(path, 'utf8'));
  const both = Object.entries(FIELDS);
  connection.import.fields = Object.fromEntries(
    both.filter(([name]) => name !== 'loyalty_tier').map(([name, field]) => [field, name]),
  );
  connection.export.properties = Object.fromEntries(both.filter(([name]) => name !== 'city'));
  writeFileSync(path, stringify(connection));
}

async function ask(
  method: string,
  url: string,
  {key, body}: {key: string; body?: object | undefined},
) {
  const answer = await fetch(url, {
    method,
    headers: {authorization: `Bearer ${key}`, 'content-type': 'application/json'},
    ...(body && {body: JSON.stringify(body)}),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
