import {expect, test} from 'vitest';
import {create} from './create-record.js';
import {startOrg} from './emulated-org.js';

const base = '/sobjects/Contact/listviews';

test('an object has a list of all its records, whose results can be read in parts', async () => {
  const org = await startOrg();
  for (const LastName of ['Carr', 'Adams', 'Brown']) await create(org, {LastName});
  const {json} = await org.call('GET', base);
  expect(json).toMatchObject({done: true, size: 1, sobjectType: 'Contact'});
  const [view] = json.listviews;
  expect(view).toMatchObject({developerName: 'AllContacts', label: 'All Contacts'});
  expect((await org.call('GET', `${base}/${view.id}`)).json).toEqual(view);

  const describe = (await org.call('GET', `${base}/${view.id}/describe`)).json;
  expect(describe).toMatchObject({id: view.id, sobjectType: 'Contact', scope: 'everything'});
  expect((await org.query(describe.query)).json.totalSize).toBe(3);

  const page = await org.call('GET', `${base}/${view.id}/results?limit=2&offset=1`);
  expect(page.json).toMatchObject({id: view.id, developerName: 'AllContacts', size: 2});
  const names = page.json.records.map(
    ({columns}: {columns: {value: string}[]}) => columns[0]?.value,
  );
  expect(names).toEqual(['Brown', 'Carr']);
  expect(page.json.records[0].columns).toContainEqual({
    fieldNameOrPath: 'Id',
    value: expect.stringMatching(/^003/),
  });
});

test('a list that does not exist, and a limit out of range, are refused', async () => {
  const org = await startOrg();
  expect((await org.call('GET', `${base}/00B000000000999AAA/results`)).status).toBe(404);
  const [view] = (await org.call('GET', base)).json.listviews;
  expect((await org.call('GET', `${base}/${view.id}/results?limit=2001`)).status).toBe(400);
});
