import type {Problem} from '../connector/message-handler.js';
import {callName} from '../report/call-name.js';
import {loginSystemOf} from '../systems/index.js';

/** A connector's problem in the terms of the user's connection, with the command that solves it where there is one. */
export function explainProblem({of, ...problem}: Problem, connectionPath: string): Problem {
  const message = inConnectionTerms(problem, of);
  const system = loginSystemOf(problem);
  if (system === undefined) return {...problem, message};
  const file = /private key/.test(message) ? ' --private-key FILE' : '';
  const command = `${callName()} connect ${system} --connection ${connectionPath}${file}`;
  return {...problem, message: `${message} To enter it again: ${command}`};
}

function inConnectionTerms({connector, message}: Problem, of: string | undefined): string {
  const terms = (of === undefined ? TERMS[connector] : termsOf(of, connector)) ?? [];
  return terms.reduce((text, [pattern, key]) => text.replace(pattern, key), message);
}

type Terms = readonly (readonly [RegExp, string])[];

// An option of a connector's config, and not a part of a longer name.
function option(name: string): RegExp {
  return new RegExp(`(?<![\\w./-])${name}(?![\\w/-])`, 'g');
}

const SALESFORCE: Terms = [
  [option('(client_id|client_secret|private_key|login_url|is_sandbox)'), 'salesforce.$1'],
  [option('max_api_calls'), 'limits.api_calls'],
  [/(?<=salesforce\.[\w./ :()-]*)\bcheck the address\b/g, 'check salesforce.login_url'],
  [/^(Salesforce: .*no answer.*)check the address/, '$1check salesforce.login_url'],
];
const COHORT: Terms = [
  [option('(api_key|api_url)'), 'cohort.$1'],
  [/^(Cohort: .*no answer.*|.*no answer.*)check the address/, '$1check cohort.api_url'],
];

const CHANGES: Terms = [
  [/but max_changes allows/, 'but limits.max_changes leaves room for'],
  [/raise max_changes/, 'run again with --allow-changes N, or raise limits.max_changes'],
];

/** What the connectors call something -> the key of the connection that says it. */
const TERMS: Readonly<Record<string, Terms>> = {
  'source-salesforce': [
    ...SALESFORCE,
    [/Correct objects/g, 'Correct import.object'],
    [/(?<![\w./])where(?=[:[])/g, 'import.where'],
  ],
  'destination-salesforce': [
    ...SALESFORCE,
    ...CHANGES,
    [option('mapping\\.id'), 'export.user_id_field'],
    [option('mapping\\.email'), 'import.email_field'],
    [/(?<![\w./])mapping\.(?=\w)/g, 'export.properties.'],
    [/\bthe mapping\b/g, 'export.properties'],
    [option('(create_defaults|user_id_field)'), 'export.$1'],
    [/(?<![\w./])constants\.(?=\w)/g, 'export.constants.'],
    [/(?<![\w./])create_defaults\.(?=\w)/g, 'export.create_defaults.'],
    [option('email_field'), 'import.email_field'],
    [/\bset users to\b/g, 'set export.users to'],
  ],
  'source-cohort': [...COHORT, [/(?<![\w./])where(?=[:[])/g, 'export.where']],
  'destination-cohort': [
    ...COHORT,
    ...CHANGES,
    [/(?<![\w./])mapping\.(?=\w)/g, 'import.fields.'],
    [/\b[Tt]he mapping\b/g, 'import.fields'],
    [option('(property_types|on_delete|record_id_property)'), 'import.$1'],
    [/(?<![\w./])constants\.(?=\w)/g, 'import.constants.'],
  ],
};

/** The same for a part of the connection that is not `import` or `export`, such as `export.also[0]`. */
function termsOf(part: string, connector: string): Terms {
  const own: Terms = [
    [/(?<![\w./])(lists|segments)(?=: Cohort has)/, `${part}.$1`],
    [option('mapping\\.id'), `${part}.external_id_field`],
    [/^(?=The stream \w+ is not offered)/, `${part}.stream: `],
    [/(?<![\w./])mapping\.(?=\w)/g, `${part}.fields.`],
    [/\bthe mapping\b/g, `${part}.fields`],
    [/(?<![\w./])(constants|create_defaults)\.(?=\w)/g, `${part}.$1.`],
    [option('(external_id_field)'), `${part}.$1`],
  ];
  return connector.endsWith('-cohort') ? [...COHORT, ...own] : [...SALESFORCE, ...CHANGES, ...own];
}
