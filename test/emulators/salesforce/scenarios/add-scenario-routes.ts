import type {FastifyInstance} from 'fastify';
import type {Context} from '../context.js';
import {addRuleRoutes} from './add-rule-routes.js';
import {archiveActivities} from './archive-activities.js';
import {cloneRecord} from './clone-record.js';
import {convertLead} from './convert-lead.js';
import {mergeRecords} from './merge-records.js';
import {refreshOrg} from './refresh-org.js';
import {refuseCalls} from './refuse-calls.js';
import {undeleteRecords} from './undelete-records.js';

type Body<T> = {Body: T};

/** What people and Salesforce do in an org beside the API, for tests to ask for. */
export function addScenarioRoutes(app: FastifyInstance, context: Context): void {
  const {org} = context;
  refuseCalls(app, org);
  addRuleRoutes(app, context);
  app.post<Body<Parameters<typeof cloneRecord>[1]>>('/__emulator/clone', async ({body}) =>
    cloneRecord(org, body),
  );
  app.post<Body<Parameters<typeof mergeRecords>[1]>>('/__emulator/merge', async ({body}) =>
    mergeRecords(org, body),
  );
  app.post<Body<Parameters<typeof convertLead>[1]>>('/__emulator/convert-lead', async ({body}) =>
    convertLead(org, body),
  );
  app.post<Body<{ids: string[]}>>('/__emulator/archive', async ({body}) =>
    archiveActivities(org, body.ids),
  );
  app.post<Body<{ids: string[]}>>('/__emulator/undelete', async ({body}) =>
    undeleteRecords(org, body.ids),
  );
  app.post<Body<Parameters<typeof refreshOrg>[1]>>('/__emulator/refresh', async ({body}) =>
    refreshOrg(context, body ?? {}),
  );
}
