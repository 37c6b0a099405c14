import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {readChanges} from '../fixtures/read-changes.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';
import {ADA, BOB, type Linked, startLinked} from './fixtures/linked.js';
import {exportUsers, userOf} from './fixtures/users.js';

let linked: Linked;
beforeEach(async () => {
  linked = await startLinked();
});
afterEach(() => linked.close());

describe.each(['rest', 'bulk'] as const)('by %s', write_api => {
  test('records that are created and updated are recorded with what their fields had', async () => {
    const changes_dir = await temporaryFolder();
    await linked.export([ADA, BOB], {write_api, changes_dir});
    await linked.export([{...ADA, points: 6}, BOB], {write_api, changes_dir});
    const [record] = await linked.contacts();
    const changes = readChanges(changes_dir);
    expect(changes.map(({result, person}) => `${result} ${person}`).sort()).toEqual([
      'created ada@x.com',
      'created bob@x.com',
      'updated ada@x.com',
    ]);
    expect(changes.at(-1)).toMatchObject({
      system: 'salesforce',
      record_id: record?.Id,
      user_id: ADA.id,
      fields: [{name: 'Loyalty_Points__c', from: '5', to: '6'}],
    });
    expect(changes[0]?.fields).toContainEqual({name: 'Loyalty_Points__c', from: null, to: '5'});
  });

  test('without a baseline it is the same, and what is refused is not recorded', async () => {
    const changes_dir = await temporaryFolder();
    const config = {...linked.org.config, write_api, changes_dir};
    const good = userOf(1);
    await exportUsers(config, [good, {...userOf(2), email: 'no address'}]);
    await exportUsers(config, [{...good, points: -1}]);
    const changes = readChanges(changes_dir);
    expect(changes.map(({result, person}) => `${result} ${person}`)).toEqual([
      `created ${good.email}`,
      `updated ${good.email}`,
    ]);
    expect(changes[1]?.fields).toEqual([
      {name: 'Loyalty_Points__c', from: String(good.points), to: '-1'},
    ]);
  });

  test('a batch with more changes than max_changes is not begun; those that are allowed are made', async () => {
    await expect(linked.export([ADA, BOB], {write_api, max_changes: 1})).rejects.toThrow(
      'has changed 0 and would now change 2 more, but max_changes allows 1',
    );
    expect(await linked.contacts()).toEqual([]);
    const allowed = await linked.export([ADA, BOB], {write_api, max_changes: 2});
    expect(allowed.counts).toEqual({created: 2});
    const unchanged = await linked.export([ADA, BOB], {write_api, max_changes: 0});
    expect(unchanged.counts).toEqual({unchanged: 2});
  });
});
