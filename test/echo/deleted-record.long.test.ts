import {readFileSync, writeFileSync} from 'node:fs';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {parse, stringify} from 'yaml';
import {Emulators} from '../fixtures/emulators.js';
import {writeMapping} from './connection.js';
import {TwoSystems, toRecord} from './two-systems.js';

const CEM = 'cem@shop.example';

let emulators: Emulators;
let systems: TwoSystems;
beforeAll(async () => {
  emulators = await Emulators.start({contacts: 0});
  systems = new TwoSystems(emulators);
  writeMapping(emulators.connection, {marksDeleted: true}, false);
});
beforeEach(() => emulators.reset());
afterAll(() => emulators.stop());

const addContact = (lastName: string, Email: string) =>
  systems.createContact(toRecord({lastName}, {Email}));

test.each([
  {what: 'was cloned', copy: (id: string) => systems.cloneContact(id), remove: 'delete'},
  {what: 'has a twin', copy: () => addContact('Cem', CEM), remove: 'delete'},
  {what: 'was cloned', copy: (id: string) => systems.cloneContact(id), remove: 'merge'},
] as const)(
  'when a linked contact that $what goes ($remove), the other one takes its place',
  async ({copy, remove}) => {
    const ann = await addContact('Ann', 'ann@shop.example');
    const cem = await addContact('Cem', CEM);
    await emulators.complete('sync');
    await copy(cem);
    await emulators.complete('sync');
    const user = (await systems.users()).find(({email}) => email === CEM);
    if (remove === 'delete') await systems.deleteContact(cem);
    else await systems.mergeContacts(ann, cem);
    const {streams} = await emulators.complete('sync');
    expect(streams[0]?.listed).toEqual({RELINKED: 1});
    const others = (await systems.contacts()).filter(({id}) => id !== ann);
    expect(others).toMatchObject([{email: CEM, userId: user?.id}]);
    await systems.updateContact(others[0]?.id ?? '', {LastName: 'Changed'});
    await emulators.complete('sync');
    const after = (await systems.users()).find(({email}) => email === CEM);
    expect(after).toMatchObject({id: user?.id, mark: null, values: {lastName: 'Changed'}});
  },
);

test('the mark of a deletion goes when the export creates the contact again', async () => {
  const connection = parse(readFileSync(emulators.connection, 'utf8'));
  connection.export.recreate_deleted = true;
  writeFileSync(emulators.connection, stringify(connection));
  const cem = await addContact('Cem', CEM);
  await emulators.complete('sync');
  await systems.deleteContact(cem);
  await emulators.complete('sync');
  await systems.saveUser(CEM, {loyalty_points: 5});
  await emulators.complete('sync');
  const [user] = await systems.users();
  expect(await systems.contacts()).toMatchObject([{userId: user?.id, values: {loyalty_points: 5}}]);
  expect(user?.mark).toBeNull();
});
