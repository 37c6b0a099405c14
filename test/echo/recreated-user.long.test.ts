import {afterAll, beforeAll, expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {writeMapping} from './connection.js';
import {TwoSystems, toRecord} from './two-systems.js';

const ANN = 'ann@shop.example';

let emulators: Emulators;
beforeAll(async () => {
  emulators = await Emulators.start({contacts: 0});
  writeMapping(emulators.connection, {}, false);
});
afterAll(() => emulators.stop());

test('a user who was deleted and comes back under another id is linked again, though the contact changed too', async () => {
  const systems = new TwoSystems(emulators);
  const id = await systems.createContact(toRecord({lastName: 'Ann'}, {Email: ANN}));
  expect((await emulators.harness('sync')).code).toBe(0);
  const [first] = await systems.users();
  await systems.deleteUser(first?.id ?? '');
  await systems.saveUser(ANN, {lastName: 'Ann', loyalty_points: 7});
  await systems.updateContact(id, toRecord({firstName: 'Anna'}));
  const {code, summary} = await emulators.harness('sync');
  expect({code, errors: summary.errors}).toEqual({code: 0, errors: []});
  expect(summary.streams.map(({rejected}) => rejected)).toEqual([0, 0]);
  const [[contact], [user]] = await Promise.all([systems.contacts(), systems.users()]);
  expect(user?.id).not.toBe(first?.id);
  expect(contact).toMatchObject({
    id,
    userId: user?.id,
    values: {firstName: 'Anna', loyalty_points: 7},
  });
  expect(user?.values.firstName).toBe('Anna');
});
