import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {execSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {writeMapping} from './connection.js';
import {TwoSystems, toRecord} from './two-systems.js';

test.each(['delete', 'merge'])('%s', async how => {
  const emulators = await Emulators.forTest({contacts: 0});
  const systems = new TwoSystems(emulators);
  writeMapping(emulators.connection, {wins: 'newest'}, false);
  const a = await systems.createContact(toRecord({lastName: 'Ann'}, {Email: 'ann@shop.example'}));
  const b = await systems.createContact(toRecord({lastName: 'Cem'}, {Email: 'cem@shop.example'}));
  await emulators.complete('sync');
  await emulators.complete('sync');
  await systems.cloneContact(b);
  await systems.updateContact(b, {LastName: 'Cem2'});
  console.log(JSON.stringify((await emulators.complete('sync')).streams.map(({direction, read, created, updated, unchanged, duplicates, listed}) => ({direction, read, created, updated, unchanged, duplicates, listed}))));
  if (how === 'delete') await systems.deleteContact(b);
  else await systems.mergeContacts(a, b);
  for (const n of [1, 2, 3]) {
    console.log(n, JSON.stringify((await emulators.complete('sync')).streams.map(({direction, read, created, updated, unchanged, duplicates, listed}) => ({direction, read, created, updated, unchanged, duplicates, listed}))));
    console.log(execSync(`find ${emulators.syncFolder}/listed -type f | xargs tail -n 20`).toString());
  }
  console.log(await systems.contacts(), (await systems.users()).map(({id, email, values}) => [id, email, values.lastName]));
});
