import {Readable} from 'node:stream';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {WriteResult} from '../../../destination-salesforce/batch/write-result.js';
import {readSaveResults} from '../../../destination-salesforce/write/read-save-results.js';
import {resolveResults} from '../../../destination-salesforce/write/resolve-results.js';
import {SentRows} from '../../../destination-salesforce/write/sent-rows.js';
import type {WriteContext} from '../../../destination-salesforce/write-context.js';

type File = 'successfulResults' | 'failedResults' | 'unprocessedrecords';
type Files = Record<File, readonly number[]>;

const emailOf = (row: number) => `user${row}@example.com`;

function csvOf(file: File, rows: readonly number[]): string {
  const isFailed = file === 'failedResults';
  const header = isFailed ? 'sf__Id,sf__Error,Email' : 'sf__Id,sf__Created,Email';
  const second = isFailed ? 'INVALID_EMAIL_ADDRESS:no:Email --' : 'true';
  return [header, ...rows.map(row => `"","${second}","${emailOf(row)}"`), ''].join('\n');
}

/** What became of each of so many rows, by what the files say. */
async function onResult(count: number, files: Files, job: object = {}) {
  const stream = async ({path}: {path: string}) => {
    const file = path.split('/').at(-1) as File;
    return {body: Readable.from([Buffer.from(csvOf(file, files[file]))])};
  };
  const target = {columns: [{path: 'Email'}], keyColumn: 0, key: {kind: 'email', fields: []}};
  const rows = new SentRows();
  for (let row = 0; row < count; row += 1) rows.add(emailOf(row));
  const writeResults = new Map<number, WriteResult>();
  await resolveResults(
    {id: '750', object: 'Contact', operation: 'insert', state: 'JobComplete', ...job},
    {
      operation: 'create',
      sent: Int32Array.from({length: count}, (_, row) => row),
      rows,
    },
    {
      writeContext: {salesforce: {stream}, target} as unknown as WriteContext,
      onResult: (index, writeResult) => writeResults.set(index, writeResult),
    },
  );
  return Array.from({length: count}, (_, row) => writeResults.get(row)?.kind);
}

const KINDS = {
  successfulResults: 'done',
  failedResults: 'refused',
  unprocessedrecords: 'unprocessed',
} as const;

describe('the results of an ingest job', () => {
  test('say of each row what its only mention says, and nothing of any other', async () => {
    const mentions = fc.array(fc.nat({max: 12}), {maxLength: 14});
    const files = fc.record({
      successfulResults: mentions,
      failedResults: mentions,
      unprocessedrecords: mentions,
    });
    await fc.assert(
      fc.asyncProperty(files, async found => {
        const kinds = await onResult(10, found);
        for (const [row, kind] of kinds.entries()) {
          const said = (Object.keys(KINDS) as File[]).flatMap(file =>
            found[file].filter(mention => mention === row).map(() => KINDS[file]),
          );
          expect(kind).toBe(said.length === 1 ? said[0] : 'unclear');
        }
      }),
    );
  });

  test('that list a row twice and lack another do not count the other as written', async () => {
    const files = {successfulResults: [0, 2, 2], failedResults: [], unprocessedrecords: []};
    expect(await onResult(3, files)).toEqual(['done', 'unclear', 'unclear']);
  });

  test.each([
    ['processed fewer', {numberRecordsProcessed: 2, numberRecordsFailed: 1}],
    ['failed more', {numberRecordsProcessed: 3, numberRecordsFailed: 2}],
    ['failed none', {numberRecordsProcessed: 3, numberRecordsFailed: 0}],
  ])('count for nothing when the job says it %s', async (_, counts) => {
    const files = {successfulResults: [0, 1], failedResults: [2], unprocessedrecords: []};
    expect(await onResult(3, files, counts)).toEqual(['unclear', 'unclear', 'unclear']);
  });
});

describe('the results of a collections call', () => {
  const ID = ['0035e00000AAAAAAAA', '0035e00000BBBBBBBB', '0035e00000CCCCCCCC'] as const;
  const success = (id: string) => ({success: true, id, errors: []});
  const kindsOf = (answer: unknown, ids: readonly (string | null)[]) =>
    readSaveResults(answer, ids)?.map(({kind}) => kind);

  test('of new records name each record once', () => {
    const answer = [success(ID[0]), success(ID[1]), success(ID[1])];
    expect(kindsOf(answer, [null, null, null])).toEqual(['done', 'unclear', 'unclear']);
  });

  test('of records that exist name the record that was sent, in 15 or 18 characters', () => {
    const answer = [success(ID[0].slice(0, 15)), success(ID[2]), success(ID[2])];
    expect(kindsOf(answer, ID)).toEqual(['done', 'unclear', 'done']);
  });

  test.each([
    ['fewer than the records', [success(ID[0])]],
    ['a success without a record', [success(ID[0]), {success: true, errors: []}, success(ID[2])]],
    ['a refusal without a reason', [success(ID[0]), {success: false}, success(ID[2])]],
    ['something else', {message: 'ok'}],
  ])('are no results when they are %s', (_, answer) => {
    expect(kindsOf(answer, ID)).toBeUndefined();
  });
});
