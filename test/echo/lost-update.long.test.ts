import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {writeMapping} from './connection.js';
import {TwoSystems, toRecord} from './two-systems.js';

const ANN = 'ann@shop.example';

let emulators: Emulators;
let systems: TwoSystems;
beforeAll(async () => {
  emulators = await Emulators.start({contacts: 0});
  systems = new TwoSystems(emulators);
  writeMapping(emulators.connection, {}, false);
});
beforeEach(() => emulators.reset());
afterAll(() => emulators.stop());

test('a user who changes again after each sync is not set back to what the sync before wrote', async () => {
  for (const points of [10, 20, 30]) {
    await systems.saveUser(ANN, {loyalty_points: points});
    expect((await emulators.harness('sync')).code).toBe(0);
    expect(await pointsOnBothSides()).toEqual([points, points]);
  }
});

test('a contact who changes again after each sync is not set back either', async () => {
  const id = await systems.createContact(toRecord({lastName: 'Ann'}, {Email: ANN}));
  for (const points of [10, 20, 30]) {
    await systems.updateContact(id, toRecord({loyalty_points: points}));
    expect((await emulators.harness('sync')).code).toBe(0);
    expect(await pointsOnBothSides()).toEqual([points, points]);
  }
});

async function pointsOnBothSides() {
  const [[contact], [user]] = await Promise.all([systems.contacts(), systems.users()]);
  return [contact?.values.loyalty_points, user?.values.loyalty_points];
}
