import type {SalesforceEmulator} from '../emulators/salesforce/index.js';

export interface Contact {
  Id: string;
  Email: string | null;
  FirstName: string | null;
  LastName: string;
  Cohort_User_ID__c: string | null;
  SystemModstamp: string;
}

/** Salesforce as its own users see it: plain REST calls, none of the connectors' code. */
export function salesforceSide({url, credentials}: SalesforceEmulator) {
  const data = `${url}/services/data/v62.0`;

  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(path.startsWith('/') ? url + path : `${data}/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${credentials.access_token}`,
        'content-type': 'application/json',
      },
      ...(body && {body: JSON.stringify(body)}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  return {
    async contacts(): Promise<Contact[]> {
      const soql =
        'SELECT Id, Email, FirstName, LastName, Cohort_User_ID__c, SystemModstamp FROM Contact ORDER BY Id';
      const all: Contact[] = [];
      let next: string | undefined = `query?q=${encodeURIComponent(soql)}`;
      while (next) {
        const page = (await call('GET', next)) as {records: Contact[]; nextRecordsUrl?: string};
        all.push(...page.records);
        next = page.nextRecordsUrl;
      }
      return all;
    },
    async create(contacts: readonly object[]): Promise<void> {
      for (const contact of contacts) await call('POST', 'sobjects/Contact', contact);
    },
    async update(id: string, fields: object): Promise<void> {
      await call('PATCH', `sobjects/Contact/${id}`, fields);
    },
  };
}
