import {configError, toConnectorError} from '@cohort-salesforce/spec';
import {openBaseline} from './link/open-baseline.js';
import {describesOf, type ExportSession} from './session.js';
import {buildTarget, type Mode, requireCreatable, type Target} from './target/index.js';

/** Proves before the first record what of the config can be proved without a catalog. */
export async function checkAccess(session: ExportSession): Promise<string> {
  const {config, salesforce} = session;
  const able = config.object
    ? await checkObject(session, config.object)
    : 'Logged in. The catalog names the object to write to; set object to have it checked.';
  const remaining = remainingCalls((await salesforce.limits()).DailyApiRequests);
  // Its folder can be written, and it belongs to this org.
  if (config.baseline_dir !== undefined) await openBaseline(session, config.baseline_dir);
  return `${able} ${remaining}`;
}

// Where the sync mode says who is written, it is enough that one is possible.
const MODES: Record<'all' | 'existing' | 'unsaid', readonly Mode[]> = {
  all: ['upsert'],
  existing: ['update'],
  unsaid: ['upsert', 'update', 'insert'],
};

async function checkObject(session: ExportSession, object: string): Promise<string> {
  const {config} = session;
  const describes = await describesOf(session, object);
  const refusals = new Set<string>();
  for (const mode of MODES[config.users ?? 'unsaid']) {
    try {
      const {target} = await buildTarget({config, describes, mode});
      // Without a mapping the fields are those of the stream, which is known only when it is written.
      if (config.mapping) requireCreatable(target);
      return [describeTarget(target), ...refusals].join(' ');
    } catch (error) {
      const {failure, message} = toConnectorError(error);
      if (failure !== 'config_error') throw error;
      refusals.add(message);
    }
  }
  throw configError([...refusals].join(' '));
}

function remainingCalls(daily: {Max: number; Remaining: number} | undefined): string {
  if (!daily) return 'The org does not tell how many API calls remain.';
  if (daily.Remaining > 0) return `${daily.Remaining} of ${daily.Max} daily API calls remain.`;
  throw configError(
    `The org has used all of its ${daily.Max} daily API calls. Run again later, or ask the administrator for more.`,
  );
}

const DONE: Record<Mode, string> = {
  upsert: 'created and updated',
  update: 'updated',
  insert: 'created',
  delete: 'deleted',
};

function describeTarget(target: Target): string {
  const {object, mode, key, userIdColumn, columns} = target;
  const by = [
    ...(userIdColumn === undefined ? [] : [columns[userIdColumn]?.path]),
    ...key.fields.map(({name}) => name),
  ];
  return `${object} records can be ${DONE[mode]}, matched by ${by.join(', then ')}.${describeUniqueness(target)}`;
}

// Two runs could create one person at once; only the org itself can refuse the second.
function describeUniqueness({object, mode, userIdColumn, key, keyColumn, columns}: Target): string {
  const isRecordKey = userIdColumn === undefined && key.kind === 'text';
  const field = columns[isRecordKey ? keyColumn : (userIdColumn ?? -1)]?.field;
  if (!field || field.unique || mode !== 'upsert') return '';
  const what = isRecordKey ? 'a record' : 'a person';
  return ` ${object}.${field.name} is not unique: make it unique, so that two runs at once cannot create ${what} twice.`;
}
