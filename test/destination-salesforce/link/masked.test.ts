import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';
import {ADA, mapping, startLinked} from '../fixtures/linked.js';
import {startOrg} from '../fixtures/org.js';

const config = {mapping: {...mapping, card: 'Card__c'}, two_way: ['points', 'card']};
const schema = {card: {type: ['null', 'string']}};
const card = (number: string | null) => ({...ADA, card: number});

test.each([{}, {fill_empty_only: true}])(
  'a mask is not taken for the value of the record: %j',
  async more => {
    const describeFiles = [await describeCard()];
    const linked = await startLinked({describeFiles, showsEncrypted: false});
    await linked.put({
      Email: 'ada@x.com',
      Cohort_User_ID__c: String(ADA.id),
      Card__c: '1234567890',
    });
    const send = async (number: string | null) =>
      (await linked.export([card(number)], {...config, ...more}, schema)).counts;
    await send(null);
    const written = more.fill_empty_only ? {unchanged: 1} : {updated: 1};
    expect(await send('5555444433')).toEqual(written);
    expect(await send('5555444433')).toEqual({unchanged: 1});
    await linked.org.fault({kind: 'view-encrypted', on: true});
    const [contact] = await linked.contacts('Card__c');
    expect(contact?.Card__c).toBe(more.fill_empty_only ? '1234567890' : '5555444433');
    expect(linked.codes()).toEqual([]);
    await linked.close();
  },
);

async function describeCard(): Promise<string> {
  const org = await startOrg();
  const described = (await org.api('GET', '/sobjects/Contact/describe')) as {
    fields: {name: string}[];
  };
  await org.close();
  const title = described.fields.find(({name}) => name === 'Title');
  const field = {...title, name: 'Card__c', type: 'encryptedstring', encrypted: true, mask: '*'};
  const path = join(await temporaryFolder(), 'contact.json');
  await writeFile(path, JSON.stringify({...described, fields: [field]}));
  return path;
}
