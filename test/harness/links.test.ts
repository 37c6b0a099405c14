import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {newPair} from '@cohort-salesforce/spec/baseline';
import {expect, test} from 'vitest';
import {beginAnew, claimMerchant, claimObject} from '../../harness/sync/claim-merchant.js';
import {Links, refuseRenamed} from '../../harness/sync/links.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';

const MERCHANT = {apiUrl: 'https://api.example', apiKey: 'live_secret', mode: 'live'};
const never = async () => {
  throw new Error('nobody is to be counted');
};

async function linksOf(pairs = 0): Promise<{links: Links; folder: string; listPath: string}> {
  const folder = await temporaryFolder();
  const links = new Links(folder);
  const ids = Array.from({length: pairs}, (_, n) => n);
  await links.with(async store => {
    const of = (n: number) => ({
      recordId: `r${n}`,
      userId: `u${n}`,
      key: store.digest(`u${n}@x.com`),
    });
    await store.commit({pairs: ids.map(n => newPair({...of(n), epoch: store.epoch}))});
  });
  return {links, folder, listPath: join(folder, 'list.jsonl')};
}

test('a state without its store is not used, and the reason is logged', async () => {
  const {links, listPath} = await linksOf();
  const first = await links.position('import', {listPath});
  expect(first.distrust).toMatch(/first run that links records and users/);
  await links.keepPosition('import');
  expect((await links.position('import', {listPath})).distrust).toBeUndefined();
  await rm(links.folder, {recursive: true});
  expect((await links.position('import', {listPath})).distrust).toMatch(
    /not the one of the last run/,
  );
});

test('a store that is older than the state is reported', async () => {
  const {links, listPath, folder} = await linksOf();
  await links.keepPosition('export');
  const path = join(folder, 'export.baseline.json');
  const position = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({...position, sequence: position.sequence + 1}));
  expect((await links.position('export', {listPath})).distrust).toMatch(/is older than the last/);
});

test('what is wanted is read once', async () => {
  const {links, listPath} = await linksOf();
  const wanted = ['a', 'b'].map(id => ({side: 'cohort', id, isWanted: true}) as const);
  await links.with(store => store.commit({wanted}));
  const {alsoRead} = await links.position('export', {listPath});
  expect(await readFile(alsoRead ?? '', 'utf8')).toBe('"a"\n"b"\n');
  expect((await links.position('import', {listPath})).alsoRead).toBeUndefined();
  await links.forgetWanted('export', listPath);
  expect((await links.position('export', {listPath})).alsoRead).toBeUndefined();
});

test('another key of another mode is refused, with what to do', async () => {
  const {links} = await linksOf(1);
  await links.with(store => claimMerchant(store, MERCHANT, never));
  await links.with(store => claimMerchant(store, MERCHANT, never));
  const claiming = links.with(store =>
    claimMerchant(store, {...MERCHANT, apiKey: 'test_secret', mode: 'test'}, never),
  );
  await expect(claiming).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringMatching(/in live mode, but the API key \(test mode\).*--new-org/),
  });
});

test('links with the records of another object are refused, with what to do', async () => {
  const {links} = await linksOf(1);
  await links.with(store => claimObject(store, 'Contact'));
  await links.with(store => claimObject(store, 'Contact'));
  await expect(links.with(store => claimObject(store, 'Lead'))).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringMatching(/with Contact records, but import.object is Lead.*--new-org/),
  });
  await links.with(store => beginAnew(store, MERCHANT, 'Lead'));
  await links.with(store => claimObject(store, 'Lead'));
});

test.each([
  {existing: 60, isAccepted: true},
  {existing: 10, isAccepted: false},
])(
  'another key of the same mode under which $existing of 100 users exist: accepted $isAccepted',
  async ({existing, isAccepted}) => {
    const {links} = await linksOf(150);
    await links.with(store => claimMerchant(store, MERCHANT, never));
    const asked: number[] = [];
    const claiming = links.with(store =>
      claimMerchant(store, {...MERCHANT, apiKey: 'live_other'}, async ids => {
        asked.push(ids.length);
        return ids.map((id, n) => ({id, email: n < existing ? `${id}@X.com` : 'other@x.com'}));
      }),
    );
    const isRefused = await claiming.then(
      () => false,
      () => true,
    );
    expect([asked, isRefused]).toEqual([[100], !isAccepted]);
  },
);

test('to begin anew makes hints of the links and forgets the org', async () => {
  const {links} = await linksOf(1);
  await links.with(store => store.setOwner({org: '00D000000000001AAA'}));
  const before = await links.with(async ({epoch}) => epoch);
  await links.with(store => beginAnew(store, MERCHANT));
  const {epoch, owner} = await links.with(async ({epoch: now, owner: of}) => ({
    epoch: now,
    owner: of,
  }));
  expect([epoch, owner.org]).toEqual([before + 1, undefined]);
  expect(owner.merchant).toMatch(/^live [\da-f]{12}$/);
});

test('a folder that lost its connection file is named when another has no folder yet', async () => {
  const parent = await temporaryFolder();
  const path = join(parent, 'new.yaml');
  const folder = join(parent, 'new.sync');
  await writeFile(path, '');
  await refuseRenamed(path, folder);
  await mkdir(join(parent, 'old.sync', 'baseline'), {recursive: true});
  await expect(refuseRenamed(path, folder)).rejects.toThrow(/mv old.sync new.sync/);
  await writeFile(join(parent, 'old.yaml'), '');
  await refuseRenamed(path, folder);
});
