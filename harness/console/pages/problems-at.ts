import type {SettingsView} from './settings-view.js';

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
  | 'constants'
  | 'export'
  | 'user_id_field'
  | 'properties'
  | 'create_defaults'
  | 'user_where'
  | 'field_constants'
  | 'limits'
  | 'schedule'
  | 'other';

// How a message names the setting that it is about: by the key of the connection file. The first that fits.
const KEYS: readonly [RegExp, Control][] = [
  [/\bcohort[./](export_)?channel\b/, 'channel'],
  [/\bexport[./]user_id_field\b/, 'user_id_field'],
  [/\bexport[./]create_defaults\b/, 'create_defaults'],
  [/\bexport[./]where\b/, 'user_where'],
  [/\bexport[./]constants\b/, 'field_constants'],
  [/\bexport[./]properties\b/, 'properties'],
  [/\bimport[./]email_field\b/, 'email_field'],
  [/\bimport[./]where\b/, 'where'],
  [/\bimport[./]constants\b/, 'constants'],
  [/\bimport[./](fields|property_types)\b/, 'fields'],
  [/\bimport[./]object\b/, 'object'],
  [/\blimits[./]/, 'limits'],
  [/\bschedule\b/, 'schedule'],
  [/\bexport[./]/, 'export'],
  [/\bimport[./]/, 'import'],
];

/** The messages that belong to a control: of the last check, and of what was sent and is not saved. */
export function problemsAt(
  control: Control,
  {check, message, refused}: Pick<SettingsView, 'check' | 'message' | 'refused'>,
): string[] {
  const unsaved = refused && message ? problemsIn(message.text) : [];
  // What belongs to no control stands at the top of the page.
  const named = unsaved.filter(problem => controlOf(problem) !== 'other');
  return [...named, ...(check?.problems ?? [])]
    .filter(problem => controlOf(problem) === control)
    .map(problem => problem.message);
}

// One message names everything that is wrong with a connection: at /import/where/0: ...; at /schedule: ...
function problemsIn(text: string) {
  return text
    .split(/; (?=at \/)|: (?=at \/)/)
    .filter(part => part.startsWith('at /'))
    .map(message => ({connector: 'console', message}));
}

function controlOf({connector, message}: {connector: string; message: string}): Control {
  const named = KEYS.find(([key]) => key.test(message))?.[1];
  if (named) return named;
  if (connector.endsWith('-salesforce')) return 'salesforce';
  return connector.endsWith('-cohort') ? 'cohort' : 'other';
}
