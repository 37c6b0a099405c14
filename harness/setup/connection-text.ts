import {stringify} from 'yaml';
import type {Connection} from '../generated/types.js';

// What the page of the app in Cohort's dashboard calls each setting.
const COMMENTS: Readonly<Record<string, string>> = {
  salesforce: 'Salesforce. Secrets are not here but in the secrets file.',
  cohort: 'Cohort. The API key is in the secrets file.',
  import: 'Enable user import: Salesforce -> Cohort.',
  'import.object': 'Object that contains the customers.',
  'import.email_field': 'Field that contains the email address.',
  'import.users': 'all: All Users. existing: Users that already exist in Cohort.',
  'import.fields': 'Fields to import: Salesforce field: Cohort user property.',
  export: 'Enable user export: Cohort -> Salesforce.',
  'export.user_id_field': 'Field in which the Cohort User ID is stored (type String).',
  'export.users': 'all: All Users. existing: Users that already exist in Salesforce.',
  'export.properties': 'User Properties to export: Cohort property: Salesforce field.',
  limits: 'When a run stops.',
  'limits.max_rejected': 'Most records of a direction that may be rejected.',
  'limits.max_changes': 'Most people that one run may change.',
  on_failure: 'Called after a failed run.',
  schedule: 'When harness serve syncs.',
  'export.create_defaults': 'What a new record needs and no property gives.',
};

/** A connection as the file that a person goes on editing. */
export function connectionText(connection: Partial<Connection>, schemaUrl?: string): string {
  const sections = Object.entries(connection).map(([name, section]) =>
    formatSection(name, section),
  );
  return [
    ...(schemaUrl === undefined ? [] : [`# yaml-language-server: $schema=${schemaUrl}`]),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is for the reader of the file
    '# ${NAME} in any value is taken from the environment.',
    ...sections,
    '',
  ].join('\n');
}

function formatSection(name: string, section: unknown): string {
  // Without anything in it, a section would read as null.
  if (typeof section !== 'object' || Object.keys(section ?? {}).length === 0) {
    return `\n${comment(name)}${stringify({[name]: section}, {lineWidth: 0})}`.trimEnd();
  }
  const lines = Object.entries(section as object).map(([key, value]) => {
    const text = stringify({[key]: value}, {lineWidth: 0});
    return comment(`${name}.${key}`) + text;
  });
  const body = lines.join('').replace(/^(?=.)/gm, '  ');
  return `\n${comment(name)}${name}:\n${body}`.trimEnd();
}

function comment(path: string): string {
  const text = COMMENTS[path];
  return text === undefined ? '' : `# ${text}\n`;
}
