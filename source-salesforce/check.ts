import {configError, didYouMean} from '@cohort-salesforce/spec';
import {chooseObjects} from './discover/choose-objects.js';
import {DESCRIBE_STREAM} from './discover/describe-stream.js';
import {changingConditions, composeConditions, conditionsFor} from './read/conditions.js';
import {
  assertWithinApiBudget,
  buildSelect,
  describeWithParents,
  type SObjectDescribe,
  type SObjectSummary,
} from './salesforce/index.js';
import type {Session} from './session.js';

/** Proves what a sync will need: API access, calls that are left, and that each chosen object can be read. */
export async function checkAccess(session: Session): Promise<string> {
  const {salesforce, config} = session;
  const all = await salesforce.describeGlobal();
  assertWithinApiBudget(session);
  const wanted = (config.objects ?? []).filter(name => name !== DESCRIBE_STREAM);
  for (const name of wanted) checkObject(name, all);
  const streams = chooseObjects(all, config);
  if (streams.length === 0 && !config.objects?.includes(DESCRIBE_STREAM)) {
    throw configError(
      'No object is left to read: the integration user can query none, or streams_criteria leave all of them out. Ask the Salesforce administrator for read access, or change streams_criteria.',
    );
  }
  await checkReading(session, wanted);
  const usage = salesforce.apiUsage();
  const calls = usage
    ? ` ${usage.limit - usage.used} of ${usage.limit} daily API calls are left.`
    : '';
  return `Logged in to Salesforce; ${streams.length} ${streams.length === 1 ? 'object' : 'objects'} can be read.${calls}`;
}

function checkObject(name: string, all: readonly SObjectSummary[]): void {
  const found = all.find(object => object.name === name);
  if (found?.queryable) return;
  if (found)
    throw configError(
      `${name} is an object that Salesforce lets nobody query. Remove it from objects.`,
    );
  const alike = all.find(object => object.name.toLowerCase() === name.toLowerCase());
  if (alike) {
    throw configError(
      `There is no object ${name}; its API name is ${alike.name}. Correct objects.`,
    );
  }
  const meant = didYouMean(
    name,
    all.map(object => object.name),
  );
  throw configError(
    `There is no object ${name}${meant}, or the integration user may not read it. Correct objects, or ask the Salesforce administrator for the object permission "Read".`,
  );
}

// That an object can be described does not mean that a query of it is answered.
async function checkReading(session: Session, objects: readonly string[]): Promise<void> {
  const {salesforce, context} = session;
  for (const [name, described] of await salesforce.describeAll(objects)) {
    if (described instanceof Error) throw described;
    const where = await conditionsOf(session, described);
    warnOfChanges(session, described);
    const key = described.fields.some(field => field.name === 'Id')
      ? 'Id'
      : described.fields[0]?.name;
    if (key) await salesforce.query(buildSelect({fields: [key], from: name, where, limit: 1}));
    else context.log('WARN', `${name}: the integration user may read none of its fields.`);
  }
}

// Salesforce does not report a record as changed if it begins to meet them because another record changed or time passed.
function warnOfChanges({config, context, settings}: Session, described: SObjectDescribe): void {
  const fields = changingConditions(described, config.where);
  if (fields.length === 0 || settings.refreshMs !== undefined) return;
  context.log(
    'WARN',
    `${described.name}: a record may begin to meet the condition on ${fields.join(', ')} without being changed itself. It is then read with its next change; set refresh_formulas (for example P1D) to read such records without one.`,
  );
}

async function conditionsOf(
  {salesforce, config}: Session,
  {name}: SObjectDescribe,
): Promise<string[]> {
  const fields = conditionsFor(name, config.where).map(({condition}) => condition.field);
  const paths = fields.filter(field => field.includes('.'));
  return composeConditions(await describeWithParents(salesforce, name, paths), config.where);
}
