import type {Emulators} from '../fixtures/emulators.js';
import {NAMES, type Name, PROPERTIES, type Values} from './values.js';

export interface Contact {
  id: string;
  email: string | null;
  userId: string | null;
  leadSource: string | null;
  values: Values;
  created: string;
}

export interface User {
  id: string;
  email: string;
  recordId: string | null;
  /** What tells that its contact was deleted. */
  mark: string | null;
  origin: string | null;
  values: Values;
}

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
  }

  /** In the order of their Ids, so that a history repeats. */
  async contacts(): Promise<Contact[]> {
    return (await this.#query('query')).map(toContact);
  }

  /** Contacts in the recycle bin that were not merged into another one. */
  async deletedContacts(): Promise<Contact[]> {
    const bin = 'WHERE IsDeleted = true AND MasterRecordId = null';
    return (await this.#query('queryAll', bin)).map(toContact);
  }

  async #query(resource: string, where = ''): Promise<Record<string, unknown>[]> {
    const fields = NAMES.map(name => PROPERTIES[name].field);
    const names = ['Id', 'CreatedDate', 'Email', 'Cohort_User_ID__c', 'LeadSource', ...fields].join(
      ', ',
    );
    const soql = `SELECT ${names} FROM Contact ${where} ORDER BY Id`;
    const answer = await this.#askSalesforce(
      'GET',
      `${DATA}/${resource}?q=${encodeURIComponent(soql)}`,
    );
    return (answer as {records: Record<string, unknown>[]}).records;
  }

  async users(): Promise<User[]> {
    const {data} = (await this.#askCohort('GET', '/v1/users?limit=100')) as {data: CohortUser[]};
    const users = data.map(({id, email, firstName, lastName, properties}) => {
      const values: Record<string, unknown> = {firstName, lastName, ...properties};
      const known = NAMES.map(name => [name, values[name] ?? null]);
      const recordId = (properties.salesforce_id as string | undefined) ?? null;
      const mark = (properties.crm_status as string | undefined) ?? null;
      const origin = (properties.origin as string | undefined) ?? null;
      return {id, email, recordId, mark, origin, values: Object.fromEntries(known) as Values};
    });
    return users.sort((a, b) => (a.email < b.email ? -1 : 1));
  }

  /** Resolves with the new contact's Id. */
  async createContact(record: object): Promise<string> {
    const path = `${DATA}/sobjects/Contact`;
    return ((await this.#askSalesforce('POST', path, record)) as {id: string}).id;
  }

  async updateContact(id: string, record: object): Promise<void> {
    await this.#askSalesforce('PATCH', `${DATA}/sobjects/Contact/${id}`, record);
  }

  async deleteContact(id: string): Promise<void> {
    await this.#askSalesforce('DELETE', `${DATA}/sobjects/Contact/${id}`);
  }

  /** With its Cohort User ID, as Salesforce's own button copies it. */
  async cloneContact(id: string): Promise<void> {
    await this.#askSalesforce('POST', '/__emulator/clone', {id, values: {}});
  }

  async mergeContacts(master: string, loser: string): Promise<void> {
    await this.#askSalesforce('POST', '/__emulator/merge', {master, losers: [loser]});
  }

  async undeleteContact(id: string): Promise<void> {
    await this.#askSalesforce('POST', '/__emulator/undelete', {ids: [id]});
  }

  async saveUser(email: string, {firstName, lastName, ...properties}: Partial<Values>) {
    const core = {
      ...(firstName !== undefined && {firstName}),
      ...(lastName !== undefined && {lastName}),
    };
    const users = [{email, ...core, properties}];
    await this.#askCohort('POST', '/v1/users/batch', {mode: 'upsert', users});
  }

  async deleteUser(id: string): Promise<void> {
    await this.#askCohort('POST', '/__emulator/users/delete', {ids: [id]});
  }

  /** Cohort makes a property known before a user has a value of it. */
  async addProperty(referenceId: string, type: string): Promise<void> {
    await this.#askCohort('POST', '/v1/user-properties', {name: referenceId, referenceId, type});
  }

  #askSalesforce(method: string, path: string, body?: object): Promise<unknown> {
    const {url, access_token} = this.#salesforce;
    return ask(method, url + path, {key: access_token, body});
  }

  #askCohort(method: string, path: string, body?: object): Promise<unknown> {
    const {url, api_key} = this.#cohort;
    return ask(method, url + path, {key: api_key, body});
  }
}

/** Values -> a record as Salesforce takes it. */
export function toRecord(values: Partial<Values>, more: {Email?: string | null} = {}): object {
  const fields = Object.entries(values).map(([name, value]) => [
    PROPERTIES[name as Name].field,
    value,
  ]);
  return {...Object.fromEntries(fields), ...more};
}

interface CohortUser {
  id: string;
  email: string;
  firstName: string | null;
  lastName: string | null;
  properties: Record<string, unknown>;
}

function toContact(record: Record<string, unknown>): Contact {
  const values = NAMES.map(name => [name, record[PROPERTIES[name].field] ?? null]);
  return {
    id: String(record.Id),
    email: record.Email as string | null,
    userId: record.Cohort_User_ID__c as string | null,
    leadSource: record.LeadSource as string | null,
    values: Object.fromEntries(values) as Values,
    created: String(record.CreatedDate),
  };
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
