import {expect, test} from 'vitest';
import {toWriteResult} from '../../../destination-salesforce/batch/write-result.js';

test("a lock that one of the org's triggers met is a lock", () => {
  const code = 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY';
  const locked =
    'RollUp: execution of AfterUpdate caused by: System.DmlException: Update failed. First exception on row 0 with id 001000000000001AAA; first error: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access to this record';
  expect(toWriteResult({code, message: locked})).toMatchObject({kind: 'locked'});
  const wrong = 'RollUp: execution of AfterUpdate caused by: System.NullPointerException';
  expect(toWriteResult({code, message: wrong})).toMatchObject({kind: 'refused', code});
});

test('a limit that all rows of a call share is no refusal of the row, unless it is alone', () => {
  const code = 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY';
  const message = 'ContactTrigger: System.LimitException: Apex CPU time limit exceeded';
  expect(toWriteResult({code, message})).toMatchObject({kind: 'overloaded', rows: 200});
  expect(toWriteResult({code, message}, 1)).toMatchObject({kind: 'refused', code});
  expect(toWriteResult({code: 'UNKNOWN_EXCEPTION', message: ''}, 7)).toMatchObject({rows: 7});
});
