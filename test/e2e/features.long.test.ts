import {readFileSync, writeFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {parse, stringify} from 'yaml';
import type {Summary} from '../../harness/report/summary.js';
import {Emulators} from '../fixtures/emulators.js';
import {execute, HARNESS} from '../fixtures/run-bin.js';

interface Contact {
  Id: string;
  Email: string | null;
  AccountId: string | null;
  Loyalty_Tier__c: string | null;
}

const TIERS = {Gold: 3, Silver: 2, Bronze: 1, Platinum: 4};

function edit(emulators: Emulators, change: (connection: Record<string, object>) => void): void {
  const connection = parse(readFileSync(emulators.connection, 'utf8'));
  change(connection);
  writeFileSync(emulators.connection, stringify(connection));
}

// Small pages make everything that is read too much for a few REST calls.
function start(api: 'REST' | 'bulk', contacts: number, users: number): Promise<Emulators> {
  return Emulators.forTest({contacts, users, ...(api === 'bulk' && {queryPageSize: 2})});
}

async function contactsOf(emulators: Emulators): Promise<Contact[]> {
  const soql = 'SELECT Id, Email, AccountId, Loyalty_Tier__c FROM Contact';
  let path: string | undefined = `/query?q=${encodeURIComponent(soql)}`;
  const found: Contact[] = [];
  while (path !== undefined) {
    const page = (await emulators.salesforce('GET', path)) as {
      records: Contact[];
      nextRecordsUrl?: string;
    };
    found.push(...page.records);
    path = page.nextRecordsUrl?.replace(/^\/services\/data\/v[\d.]+/, '');
  }
  return found;
}

async function userOf(emulators: Emulators, email: string) {
  return (await emulators.cohortUsers()).find(user => user.email === email);
}

function written({streams}: Summary): number {
  return streams.reduce((sum, {created, updated}) => sum + created + updated, 0);
}

async function usesBulk(emulators: Emulators): Promise<{reads: boolean; writes: boolean}> {
  const {routes} = (await emulators.stats()).salesforce;
  const has = (part: string) => Object.keys(routes).some(route => route.includes(part));
  return {reads: has('jobs/query'), writes: has('jobs/ingest')};
}

// How often a job is asked whether it is ready depends on the time that it takes.
const POLL = /^GET .*\/jobs\/(query|ingest)\/[^/]+$/;

async function apiCalls(emulators: Emulators): Promise<number> {
  const {routes} = (await emulators.stats()).salesforce;
  const counted = Object.entries(routes).filter(
    ([route]) => !route.includes('oauth2') && !POLL.test(route),
  );
  return counted.reduce((sum, [, count]) => sum + count, 0);
}

describe.each(['REST', 'bulk'] as const)('%s', api => {
  test('conditions, parents, refreshed fields, values, constants, limits and marks work in full and later runs', async () => {
    const emulators = await start(api, 60, 20);
    edit(emulators, connection => {
      Object.assign(connection.import ?? {}, {
        where: [{field: 'Loyalty_Tier__c', op: '!=', value: 'Bronze'}],
        refresh_formulas: 'PT0S',
        constants: {origin: 'Salesforce'},
        on_delete: 'property:crm_status=deleted',
        fields: {
          FirstName: 'firstName',
          'Account.Name': 'company',
          Loyalty_Tier__c: {property: 'tier', values: TIERS},
          Phone: {property: 'phone', default: 'none'},
        },
      });
      Object.assign(connection.export ?? {}, {
        write_api: api.toLowerCase(),
        constants: {LeadSource: 'Cohort'},
        properties: {
          firstName: 'FirstName',
          loyalty_points: {field: 'Loyalty_Points__c', when: 'empty'},
        },
      });
      connection.limits = {max_changes: 500, max_rejected: '50%', api_calls: 200};
    });
    await emulators.complete('check');
    await emulators.forget();
    const first = await emulators.complete('sync');
    const isBulk = api === 'bulk';
    expect(await usesBulk(emulators)).toEqual({reads: isBulk, writes: isBulk});
    expect(first.streams.map(({direction}) => direction)).toContain('settle');

    const contacts = (await contactsOf(emulators)).filter(({Email}) => Email !== null);
    const chosen = contacts.find(one => one.Loyalty_Tier__c === 'Gold' && one.AccountId);
    const gone = contacts.find(one => one.Loyalty_Tier__c === 'Silver' && one.Id !== chosen?.Id);
    const left = contacts.find(one => one.Loyalty_Tier__c === 'Bronze');
    if (!chosen?.Email || !gone?.Email || !left?.Email)
      throw new Error('There are too few people.');
    expect((await userOf(emulators, chosen.Email))?.properties).toMatchObject({
      tier: 3,
      origin: 'Salesforce',
      company: expect.stringMatching(/./),
    });

    await emulators.salesforce('PATCH', `/sobjects/Account/${chosen.AccountId}`, {Name: 'Renamed'});
    await emulators.salesforce('PATCH', `/sobjects/Contact/${chosen.Id}`, {Phone: null});
    await emulators.salesforce('PATCH', `/sobjects/Contact/${left.Id}`, {Phone: '+41 1'});
    await emulators.salesforce('DELETE', `/sobjects/Contact/${gone.Id}`);
    await emulators.putUser({email: gone.Email, properties: {}});
    await emulators.forget();
    const later = await emulators.complete('sync');
    expect((await usesBulk(emulators)).reads).toBe(isBulk);
    expect(written(later)).toBeLessThan(written(first) / 2);
    const users = await emulators.cohortUsers();
    const propertiesOf = (email: string) => users.find(user => user.email === email)?.properties;
    expect(propertiesOf(chosen.Email)).toMatchObject({company: 'Renamed', tier: 3});
    expect(propertiesOf(gone.Email)).toMatchObject({crm_status: 'deleted'});
    expect(propertiesOf(left.Email)?.phone).not.toBe('+41 1');

    expect(written(await emulators.complete('sync'))).toBe(0);
    const options = ['--connection', emulators.connection, '--email', chosen.Email];
    const {stdout} = await execute(HARNESS, ['changes', ...options]);
    expect(stdout).toContain('Renamed');
  });

  test('conditions that everybody meets, and a field of a parent, cost no API call', async () => {
    const calls = async (hasMore: boolean) => {
      const emulators = await start(api, 40, 10);
      edit(emulators, connection => {
        Object.assign(connection.export ?? {}, {write_api: api.toLowerCase()});
        if (!hasMore) return;
        const {fields} = connection.import as {fields: object};
        Object.assign(connection.import ?? {}, {
          where: [
            {field: 'LastName', op: '!=', value: 'Nobody is called so'},
            {field: 'Account.Name', op: '!=', value: 'No such account'},
          ],
          fields: {...fields, 'Account.Name': 'company'},
        });
      });
      const counts: number[] = [];
      const sync = async () => {
        await emulators.forget();
        await emulators.complete('sync');
        counts.push(await apiCalls(emulators));
      };
      await sync();
      const [contact] = await contactsOf(emulators);
      const change = {Phone: '+41 44 000 00 00'};
      await emulators.salesforce('PATCH', `/sobjects/Contact/${contact?.Id}`, change);
      await sync();
      await sync();
      return counts;
    };
    const plain = await calls(false);
    const more = await calls(true);
    expect(more).toEqual(plain);
  });
});
