import type {CheckResult} from '../connections/checks.js';

/** What a message of a check can be shown beside. */
export type Control =
  | 'salesforce'
  | 'cohort'
  | 'channel'
  | 'import'
  | 'object'
  | 'email_field'
  | 'fields'
  | 'where'
  | 'export'
  | 'user_id_field'
  | 'properties'
  | 'create_defaults'
  | 'limits'
  | 'schedule'
  | 'other';

// How a message names the setting that it is about: by the key of the connection file. The first that fits.
const KEYS: readonly [RegExp, Control][] = [
  [/\bcohort[./](export_)?channel\b/, 'channel'],
  [/\bexport[./]user_id_field\b/, 'user_id_field'],
  [/\bexport[./]create_defaults\b/, 'create_defaults'],
  [/\bexport[./]properties\b/, 'properties'],
  [/\bimport[./]email_field\b/, 'email_field'],
  [/\bimport[./]where\b/, 'where'],
  [/\bimport[./](fields|property_types)\b/, 'fields'],
  [/\bimport[./]object\b/, 'object'],
  [/\blimits[./]/, 'limits'],
  [/\bschedule\b/, 'schedule'],
  [/\bexport[./]/, 'export'],
  [/\bimport[./]/, 'import'],
];

/** The messages of the last check that belong to a control. */
export function problemsAt(control: Control, check: CheckResult | undefined): string[] {
  const problems = check?.problems ?? [];
  return problems.filter(problem => controlOf(problem) === control).map(({message}) => message);
}

function controlOf({connector, message}: {connector: string; message: string}): Control {
  const named = KEYS.find(([key]) => key.test(message))?.[1];
  if (named) return named;
  if (connector.endsWith('-salesforce')) return 'salesforce';
  return connector.endsWith('-cohort') ? 'cohort' : 'other';
}
