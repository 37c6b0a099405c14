import {configError} from '../spec/index.js';
import {describesOf, type ExportSession} from './session.js';
import {buildTarget, type Mode, requireCreatable, type Target} from './target/index.js';

const DEFAULT_OBJECT = 'Contact';

/** Proves before the first record that records can be found, created and updated as configured. */
export async function checkAccess(session: ExportSession): Promise<string> {
  const {config, salesforce} = session;
  const object = config.object ?? DEFAULT_OBJECT;
  const mode: Mode = config.users === 'existing' ? 'update' : 'upsert';
  const describes = await describesOf(session, object);
  // Without a mapping the fields are those of the stream, which is known only when it is written.
  const {target} = await buildTarget({config, describes, mode});
  if (config.mapping) requireCreatable(target);
  const remaining = remainingCalls((await salesforce.limits()).DailyApiRequests);
  return `${describeTarget(target)} ${remaining}`;
}

function remainingCalls(daily: {Max: number; Remaining: number} | undefined): string {
  if (!daily) return 'The org does not tell how many API calls remain.';
  if (daily.Remaining > 0) return `${daily.Remaining} of ${daily.Max} daily API calls remain.`;
  throw configError(
    `The org has used all of its ${daily.Max} daily API calls. Run again later, or ask the administrator for more.`,
  );
}

function describeTarget({object, mode, key, userIdColumn, columns}: Target): string {
  const by = [
    ...(userIdColumn === undefined ? [] : [columns[userIdColumn]?.path]),
    ...key.fields.map(({name}) => name),
  ];
  const what = mode === 'update' ? 'can be updated' : 'can be created and updated';
  return `${object} records ${what}, matched by ${by.join(', then ')}.`;
}
