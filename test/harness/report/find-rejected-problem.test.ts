import {expect, test} from 'vitest';
import {findRejectedProblem} from '../../../harness/report/find-rejected-problem.js';

function stream(read: number, rejected: number) {
  const counts = {created: 0, updated: 0, unchanged: 0, duplicates: 0, written: 0, listed: {}};
  return {...counts, direction: 'import', stream: 'Contact', read, rejected};
}

test.each([
  [100, 5, 5],
  [100, 5, '5%'],
  [0, 0, 0],
  [100, 99, undefined],
  [1, 1, undefined],
])('%i read and %i rejected is a success with the limit %s', (read, rejected, limit) => {
  expect(findRejectedProblem([stream(read, rejected)], limit)).toBeUndefined();
});

test.each([
  [100, 6, 5, '6 of 100 records were rejected; limits.max_rejected allows 5'],
  [100, 6, '5%', '6 of 100 records were rejected; limits.max_rejected allows 5%'],
  [1, 1, 0, '1 of 1 records were rejected; limits.max_rejected allows 0'],
  [3, 3, undefined, 'all 3 records were rejected'],
])('%i read and %i rejected fails with the limit %s', (read, rejected, limit, message) => {
  const problem = findRejectedProblem([stream(read, rejected)], limit);
  expect(problem).toMatchObject({connector: 'harness', failure: 'transient_error'});
  expect(problem?.message).toContain(`import: ${message}. The rejected records are stored`);
});

test('all may be rejected where the limit says so', () => {
  expect(findRejectedProblem([stream(3, 3)], '100%')).toBeUndefined();
});
