import type {Context} from '../context.js';
import type {Api} from '../server/create-server.js';

/** The org's allowances. What the emulator does not count is always unused. */
export function addLimitRoutes({app}: Api, {usage, bulkUsage}: Context): void {
  app.get('/services/data/:version/limits', async () => ({
    ...Object.fromEntries(
      Object.entries(unused).map(([name, Max]) => [name, {Max, Remaining: Max}]),
    ),
    DailyApiRequests: {Max: usage.max, Remaining: usage.max - usage.used},
    ...bulkUsage.limits(),
  }));
}

const unused = {
  ActiveScratchOrgs: 3,
  AnalyticsExternalDataSizeMB: 40_960,
  ConcurrentAsyncGetReportInstances: 200,
  ConcurrentSyncReportRuns: 20,
  DailyAsyncApexExecutions: 250_000,
  DailyDurableGenericStreamingApiEvents: 10_000,
  DailyDurableStreamingApiEvents: 10_000,
  DailyGenericStreamingApiEvents: 10_000,
  DailyStreamingApiEvents: 10_000,
  DailyWorkflowEmails: 390,
  DataStorageMB: 1024,
  DurableStreamingApiConcurrentClients: 20,
  FileStorageMB: 1024,
  HourlyAsyncReportRuns: 1200,
  HourlyDashboardRefreshes: 200,
  HourlyODataCallout: 1000,
  HourlySyncReportRuns: 500,
  HourlyTimeBasedWorkflow: 50,
  MassEmail: 5000,
  PermissionSets: 1500,
  SingleEmail: 5000,
  StreamingApiConcurrentClients: 20,
};
