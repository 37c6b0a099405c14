import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';

async function create(emulators: Emulators, name: string, email?: string): Promise<string> {
  const contact = {LastName: name, Email: email};
  const {id} = (await emulators.salesforce('POST', '/sobjects/Contact', contact)) as {id: string};
  return `/sobjects/Contact/${id}`;
}

function rejected(emulators: Emulators, stream: string): string[] {
  const lines = emulators.inSync(`rejects/${stream}.jsonl`)?.trim().split('\n') ?? [];
  const records = lines.map(line => (JSON.parse(line) as {record: Record<string, string>}).record);
  return [...new Set(records.map(({LastName, email}) => LastName ?? email ?? ''))];
}

test('a sync removes what was rejected once its person is corrected, in both directions', async () => {
  const emulators = await Emulators.forTest({contacts: 10});
  const contact = await create(emulators, 'Ann');
  await create(emulators, 'Bob');
  await create(emulators, 'Carl', 'carl@example.com');
  const carl = {email: 'carl@example.com', properties: {loyalty_points: 1e25}};
  await emulators.complete('sync');
  await emulators.putUser(carl);
  for (const _ of ['once', 'twice']) {
    await emulators.harness('sync');
    expect(rejected(emulators, 'Contact')).toEqual(['Ann', 'Bob']);
    expect(rejected(emulators, 'users')).toEqual(['carl@example.com']);
  }
  await emulators.salesforce('PATCH', contact, {Email: 'ann@example.com'});
  await emulators.putUser({...carl, properties: {loyalty_points: 5}});
  await emulators.harness('plan');
  expect(rejected(emulators, 'Contact')).toEqual(['Ann', 'Bob']);
  await emulators.complete('sync');
  expect(rejected(emulators, 'Contact')).toEqual(['Bob']);
  expect(emulators.inSync('rejects/users.jsonl')).toBeUndefined();
  const {summary} = await emulators.harness('status');
  expect(summary).toMatchObject({people: {linked: 12, rejected: 1}});
});
