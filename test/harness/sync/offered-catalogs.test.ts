import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect, test, vi} from 'vitest';
import {OfferedCatalogs} from '../../../harness/sync/offered-catalogs.js';
import {type Direction, importDirection} from '../../../harness/systems/index.js';
import {catalogOf} from '../../fixtures/catalog.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

const catalog = catalogOf(['Contact']);
const offered = {catalog, login: {org: '00D000000000001', user: '005000000000001'}};

function directionWith(fields: string[]): Direction {
  const direction = importDirection({
    salesforce: {client_id: 'app'},
    cohort: {},
    import: {enabled: true, object: 'Contact', email_field: 'Email', fields},
  } as never);
  if (!direction) throw new Error('The import is enabled.');
  return direction;
}

afterEach(() => {
  vi.useRealTimers();
});

test('a catalog is found for an hour, for the same choice', async () => {
  vi.useFakeTimers({toFake: ['Date']});
  const catalogs = new OfferedCatalogs(await temporaryFolder());
  const direction = directionWith(['FirstName']);
  expect(await catalogs.find(direction)).toBe(undefined);
  await catalogs.keep(direction, offered);
  expect(await catalogs.find(direction)).toEqual(offered);
  expect(await catalogs.find(directionWith(['FirstName', 'LastName']))).toBe(undefined);
  vi.setSystemTime(Date.now() + 3_600_000);
  expect(await catalogs.find(direction)).toBe(undefined);
});

test('a catalog serves a choice of its own fields, too, and no other', async () => {
  const catalogs = new OfferedCatalogs(await temporaryFolder());
  const direction = directionWith(['FirstName']);
  expect(await catalogs.findWith([], direction)).toBe(undefined);
  const [first] = catalog.streams;
  if (!first) throw new Error('no stream');
  const json_schema = {type: 'object', properties: {FirstName: {}, Email: {}}} as const;
  const described = {streams: [{...first, stream: {...first.stream, json_schema}}]};
  await catalogs.keep(direction, {...offered, catalog: described});
  expect(await catalogs.findWith(['Email'], direction)).toEqual(described);
  expect(await catalogs.findWith(['Email', 'Other__c'], direction)).toBe(undefined);
});

test('a clock that was set back makes it too old', async () => {
  vi.useFakeTimers({toFake: ['Date']});
  const catalogs = new OfferedCatalogs(await temporaryFolder());
  await catalogs.keep(directionWith([]), offered);
  vi.setSystemTime(Date.now() - 1000);
  expect(await catalogs.find(directionWith([]))).toBe(undefined);
});

test('a damaged file is as good as none', async () => {
  const folder = await temporaryFolder();
  writeFileSync(join(folder, 'import.catalog.json'), '{"at":');
  expect(await new OfferedCatalogs(folder).find(directionWith([]))).toBe(undefined);
});

test('a catalog is forgotten after a run that failed', async () => {
  const catalogs = new OfferedCatalogs(await temporaryFolder());
  const direction = directionWith([]);
  await catalogs.keep(direction, offered);
  await catalogs.forget(direction);
  expect(await catalogs.find(direction)).toBe(undefined);
});
