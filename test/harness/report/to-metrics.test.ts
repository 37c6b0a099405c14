import {expect, test} from 'vitest';
import {toMetrics} from '../../../harness/report/to-metrics.js';

test('counts of a run are written as Prometheus text, with quoted labels', () => {
  const contacts = {
    stream: 'Contact',
    read: 3,
    created: 1,
    updated: 1,
    unchanged: 0,
    duplicates: 0,
    rejected: 1,
    written: 2,
  };
  const text = toMetrics([
    {
      command: 'import',
      connection: 'a "quoted"\\name.yaml',
      endedAt: 1_777_600_000_400,
      summary: {
        status: 'failed',
        exit_reason: 'transient_error',
        seconds: 1.5,
        streams: [contacts],
        api_calls: {salesforce: 4},
        errors: [],
      } as never,
    },
  ]);
  const labels = 'connection="a \\"quoted\\"\\\\name.yaml",command="import"';
  const lines = text.split('\n').filter(line => !line.startsWith('#'));
  expect(lines).toEqual([
    `cohort_salesforce_run_success{${labels}} 0`,
    `cohort_salesforce_run_duration_seconds{${labels}} 1.5`,
    `cohort_salesforce_run_end_timestamp_seconds{${labels}} 1777600000`,
    ...(['read', 'created', 'updated', 'unchanged', 'duplicates', 'rejected'] as const).map(
      result =>
        `cohort_salesforce_run_records{${labels},direction="import",stream="Contact",result="${result}"} ${contacts[result]}`,
    ),
    `cohort_salesforce_run_api_calls{${labels},system="salesforce"} 4`,
    '',
  ]);
  expect(text.match(/^# TYPE \S+ gauge$/gm)?.length).toBe(5);
});
