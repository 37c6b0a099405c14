import {expect, test} from 'vitest';
import {startOrg} from './emulated-org.js';
import {records, setUp} from './scenarios.js';

const autoAssign = (value: string) => ({'sforce-auto-assign': value});

test('an assignment rule gives leads another owner unless the call refuses', async () => {
  const org = await startOrg();
  const {json: rule} = await setUp(org, 'assignment-rules', {object: 'Lead'});
  const ownerOf = async (id: string) =>
    (await org.call('GET', `/sobjects/Lead/${id}`)).json.OwnerId === rule.ownerId;
  const lead = {LastName: 'Lee', Company: 'C'};
  const create = async (headers = {}) =>
    (await org.call('POST', '/sobjects/Lead', lead, headers)).json.id;
  expect(await ownerOf(await create())).toBe(true);
  const id = await create(autoAssign('FALSE'));
  expect(await ownerOf(id)).toBe(false);
  const row = {attributes: {type: 'Lead'}, id, Title: 'X'};
  const update = (headers: Record<string, string>) =>
    org.call('PATCH', '/composite/sobjects', {records: [row]}, headers);
  await update(autoAssign('false'));
  expect(await ownerOf(id)).toBe(false);
  await update({});
  expect(await ownerOf(id)).toBe(true);
  expect(await ownerOf(await create(autoAssign(rule.id)))).toBe(true);
  await setUp(org, 'assignment-rules');
  expect(await ownerOf(await create())).toBe(false);
});

test('what a composite call says of assignment rules holds for the calls inside', async () => {
  const org = await startOrg();
  const {json: rule} = await setUp(org, 'assignment-rules', {object: 'Lead'});
  const compositeRequest = [
    {
      method: 'POST',
      url: '/services/data/v62.0/sobjects/Lead',
      referenceId: 'a',
      body: {LastName: 'Lee', Company: 'C'},
    },
  ];
  await org.call('POST', '/composite', {compositeRequest}, autoAssign('FALSE'));
  const [lead] = await records(org, 'SELECT OwnerId FROM Lead');
  expect(lead.OwnerId).not.toBe(rule.ownerId);
});

test.each([false, true])('a bulk job with an assignment rule: %s', async withRule => {
  const org = await startOrg();
  const {json: rule} = await setUp(org, 'assignment-rules', {object: 'Lead', isActive: false});
  const {json: job} = await org.call('POST', '/jobs/ingest', {
    object: 'Lead',
    operation: 'insert',
    ...(withRule ? {assignmentRuleId: rule.id} : {}),
  });
  expect(job.assignmentRuleId).toBe(withRule ? rule.id : undefined);
  await org.call('PUT', `/jobs/ingest/${job.id}/batches`, 'LastName,Company\nLee,C\n', {
    'content-type': 'text/csv',
  });
  await org.call('PATCH', `/jobs/ingest/${job.id}`, {state: 'UploadComplete'});
  const owners = () => records(org, 'SELECT OwnerId FROM Lead');
  await expect.poll(owners).toHaveLength(1);
  expect((await owners())[0].OwnerId === rule.ownerId).toBe(withRule);
});
