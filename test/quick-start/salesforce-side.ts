import type {SalesforceEmulator} from '@cohort-salesforce/emulators/salesforce';

export interface Contact {
  Id: string;
  Email: string | null;
  FirstName: string | null;
  LastName: string;
  Loyalty_Points__c: number | null;
  Cohort_User_ID__c: string | null;
  CreatedDate: string;
  SystemModstamp: string;
}

const FIELDS =
  'Id, Email, FirstName, LastName, Loyalty_Points__c, Cohort_User_ID__c, CreatedDate, SystemModstamp';

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

  async function query(resource: string, condition = ''): Promise<Contact[]> {
    const soql = `SELECT ${FIELDS} FROM Contact${condition} ORDER BY Id`;
    const all: Contact[] = [];
    let next: string | undefined = `${resource}?q=${encodeURIComponent(soql)}`;
    while (next) {
      const page = (await call('GET', next)) as {records: Contact[]; nextRecordsUrl?: string};
      all.push(...page.records);
      next = page.nextRecordsUrl;
    }
    return all;
  }

  return {
    contacts: () => query('query'),
    /** What is in the recycle bin. */
    deleted: () => query('queryAll', ' WHERE IsDeleted = true'),
    /** Resolves with the new contacts' Ids. */
    async create(contacts: readonly object[]): Promise<string[]> {
      const ids: string[] = [];
      for (const contact of contacts)
        ids.push(((await call('POST', 'sobjects/Contact', contact)) as {id: string}).id);
      return ids;
    },
    async update(id: string, fields: object): Promise<void> {
      await call('PATCH', `sobjects/Contact/${id}`, fields);
    },
    /** The loser goes into the recycle bin and names the master. */
    async merge(master: string, loser: string): Promise<void> {
      await call('POST', '/__emulator/merge', {master, losers: [loser]});
    },
  };
}
