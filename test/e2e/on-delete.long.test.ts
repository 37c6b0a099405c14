import {readFileSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {parse, stringify} from 'yaml';
import {TwoSystems} from '../echo/two-systems.js';
import {Emulators} from '../fixtures/emulators.js';

function change(emulators: Emulators, settings: object, users: 'all' | 'existing') {
  const connection = parse(readFileSync(emulators.connection, 'utf8'));
  Object.assign(connection.import, settings, {users});
  Object.assign(connection.export, {users});
  writeFileSync(emulators.connection, stringify(connection));
}

test.each(['all', 'existing'] as const)(
  'a deletion in Salesforce marks the user, and nothing is ever deleted: users %s',
  async users => {
    const emulators = await Emulators.forTest({contacts: 6, users: 2});
    change(emulators, {}, 'all');
    await emulators.complete('sync');
    change(emulators, {on_delete: 'property:crm_status=deleted'}, users);
    const systems = new TwoSystems(emulators);
    await emulators.complete('sync');
    const before = {contacts: await systems.contacts(), users: await systems.users()};
    const [gone] = before.contacts.filter(({userId}) => userId !== null);
    if (!gone) throw new Error('nobody is linked');
    await systems.deleteContact(gone.id);

    const planned = await emulators.complete('plan');
    expect(planned.changes).toMatchObject([
      {direction: 'import', result: 'updated', fields: [{name: 'crm_status', to: 'deleted'}]},
    ]);
    const [imported] = (await emulators.complete('sync')).streams;
    expect(imported).toMatchObject({direction: 'import', updated: 1, rejected: 0});
    const marks = async () =>
      (await systems.users()).filter(({mark}) => mark !== null).map(({id, mark}) => [id, mark]);
    expect(await marks()).toEqual([[gone.userId, 'deleted']]);
    expect(await systems.users()).toHaveLength(before.users.length);
    expect(await systems.contacts()).toHaveLength(before.contacts.length - 1);

    const quiet = (await emulators.complete('sync')).streams;
    expect(quiet.map(({created, updated}) => created + updated)).toEqual([0, 0]);
    await systems.undeleteContact(gone.id);
    await emulators.complete('sync');
    expect(await marks()).toEqual([]);

    const [user] = (await systems.users()).filter(({id}) => id !== gone.userId);
    await systems.deleteUser(user?.id ?? '');
    await emulators.complete('sync');
    expect(await systems.contacts()).toHaveLength(before.contacts.length);
  },
);

test('with a channel that knows no links, on_delete is refused', async () => {
  const emulators = await Emulators.forTest({contacts: 1});
  const connection = parse(readFileSync(emulators.connection, 'utf8'));
  connection.import.on_delete = 'clear_link';
  connection.export.enabled = false;
  connection.cohort.channel = {type: 'csv', dir: 'out'};
  writeFileSync(emulators.connection, stringify(connection));
  const {code, summary} = await emulators.harness('import');
  expect(code).toBe(2);
  expect(summary.errors[0]?.message).toContain(
    'import/on_delete: found "clear_link" with the channel "csv", expected ignore',
  );
});
