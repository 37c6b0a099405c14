// Turns every JSON Schema of the project into TypeScript types and compiled validators, in a
// `generated` folder beside it. Validators are compiled here because compiling them at start-up
// would cost each command some 80 ms.
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {Ajv} from 'ajv';
import {Ajv2020} from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import formats from 'ajv-formats';
import {compile} from 'json-schema-to-typescript';
import {readSpecification} from './specification.mjs';
import {connectors, readJson, root} from './workspaces.mjs';

// Annotations of connector specifications and of OpenAPI that say nothing about validity.
const ANNOTATIONS = [
  'airbyte_secret',
  'airbyte_hidden',
  'always_show',
  'display_type',
  'group',
  'groups',
  'multiline',
  'order',
  'pattern_descriptor',
  'tsType',
  'x-open',
  'x-list',
  'x-source',
  'x-reason',
  'example',
];

await generateDefinitions({
  schema: 'spec/protocol/airbyte-protocol.json',
  target: 'spec/protocol/generated',
  validators: ['AirbyteMessage', 'AirbyteStateMessage', 'ConfiguredAirbyteCatalog'],
});
write(
  'spec/generated/version.ts',
  `export const VERSION = '${readJson('package.json').version}';\n`,
);
await generateOpenApi('source-cohort/cohort/merchants-api.json', 'source-cohort/cohort/generated');
await generateOne('harness/connection.schema.json', 'harness/generated', 'Connection');
for (const connector of connectors) await generateConnector(connector);

/** A connector: its `spec.json` as a constant, the type of its config, and the config's validator. */
async function generateConnector(connector) {
  const {schema, printed, lists} = readSpecification(`${connector}/spec.json`);
  const target = `${connector}/generated`;
  await generateSchema({schema, target, name: 'Config'});
  write(
    `${target}/specification.ts`,
    `import type {ConfigList, ConnectorSpecification} from '@cohort-salesforce/spec';

export const specification: ConnectorSpecification = ${JSON.stringify(printed, null, 2)};

export const configLists: readonly ConfigList[] = ${JSON.stringify(lists, null, 2)};
`,
  );
}

async function generateOne(file, target, name) {
  if (existsSync(root + file)) await generateSchema({schema: readJson(file), target, name});
}

async function generateSchema({schema, target, name}) {
  write(`${target}/types.ts`, await types({...schema, title: name}));
  const ajv = validatorCompiler(Ajv, {allErrors: true});
  ajv.addSchema(schema, name);
  write(`${target}/validators.ts`, validatorsModule(ajv, {[`validate${name}`]: name}));
}

/** The components of an OpenAPI 3.1 document, which are JSON Schema 2020-12. */
async function generateOpenApi(file, target) {
  if (!existsSync(root + file)) return;
  const text = readFileSync(root + file, 'utf8').replaceAll('#/components/schemas/', '#/$defs/');
  const $defs = JSON.parse(text).components.schemas;
  await generateDefinitions({
    schema: {title: 'MerchantsApi', $defs},
    target,
    validators: Object.keys($defs),
    Compiler: Ajv2020,
  });
}

async function generateDefinitions({schema, target, validators, Compiler = Ajv}) {
  const document = typeof schema === 'string' ? readJson(schema) : schema;
  write(`${target}/types.ts`, await types(document));
  const ajv = validatorCompiler(Compiler, {discriminator: true});
  ajv.addSchema(withOpenEnumerations(document), 'document');
  const exported = Object.fromEntries(
    validators.map(name => [`validate${name}`, `document#/$defs/${name}`]),
  );
  write(`${target}/validators.ts`, validatorsModule(ajv, exported));
}

// A later protocol has further values: what is only passed on or shown may have any. The types list those we know.
function withOpenEnumerations(schema) {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(withOpenEnumerations);
  const {'x-open': isOpen, enum: values, ...rest} = schema;
  const open = Object.fromEntries(
    Object.entries(rest).map(([key, nested]) => [key, withOpenEnumerations(nested)]),
  );
  if (isOpen) return {type: ['string', 'null'], ...open};
  return values === undefined ? open : {...open, enum: values};
}

function validatorCompiler(Compiler, options) {
  const ajv = new Compiler({
    ...options,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
    verbose: false,
    code: {source: true, esm: true},
  });
  formats.default(ajv);
  ajv.addVocabulary(ANNOTATIONS);
  return ajv;
}

async function types(schema) {
  const document = {...schema, definitions: schema.definitions ?? schema.$defs};
  return compile(document, schema.title, {
    additionalProperties: false,
    unreachableDefinitions: true,
    format: false,
    bannerComment:
      '// Generated from the JSON Schema beside this folder. Change the schema, not this file.',
    cwd: root,
  });
}

// ajv writes `require` even into ES modules, and no types: each becomes what TypeScript wants.
function validatorsModule(ajv, exported) {
  const imports = [];
  const code = standaloneCode
    .default(ajv, exported)
    .replace(/require\("([^"]+)"\)/g, (_, path) => {
      const file = path.endsWith('.js') ? path : `${path}.js`;
      if (!imports.includes(file)) imports.push(file);
      return `required${imports.indexOf(file)}`;
    })
    // Node gives a CommonJS module's exports as default, a bundler or a test runner its own default.
    .replace(/(required\d+)\.default\b/g, '($1.default ?? $1)')
    .replace(/export const validate(\w+) = /g, 'export const validate$1: Validator<types.$1> = ');
  return [
    '// @ts-nocheck',
    "import type * as types from './types.js';",
    ...imports.map((file, index) => `import required${index} from '${file}';`),
    'type Finding = {instancePath: string; keyword: string; params: Record<string, unknown>; message?: string};',
    'type Validator<T> = {(value: unknown): value is T; errors?: readonly Finding[] | null};',
    code,
  ].join('\n');
}

function write(file, text) {
  mkdirSync(root + file.slice(0, file.lastIndexOf('/')), {recursive: true});
  writeFileSync(root + file, text);
}
