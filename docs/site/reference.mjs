// The reference: one page for each connector from its spec.json, one for the connection file from its schema.
import {readSpecification} from '../../spec/build/specification.mjs';
import {connectors, readJson} from '../../spec/build/workspaces.mjs';

const NOTE = 'This page is generated from the schema that validates the file.';

/** Each reference page by the path it would have in the repository. */
export function generateReference() {
  const pages = connectors.map(connector => [
    `docs/reference/${connector}.md`,
    connectorPage(connector),
  ]);
  return new Map([['docs/reference/connection.md', connectionPage()], ...pages]);
}

function connectorPage(connector) {
  const {schema} = readSpecification(`${connector}/spec.json`);
  return [
    `# ${connector}: config`,
    `${NOTE} What each connector does with it is on [its page](../../${connector}/README.md).`,
    ...groupsOf(schema).flatMap(({title, properties}) => [
      ...(title ? [`## ${title}`] : []),
      ...entries({properties, required: schema.required, schema, level: title ? 3 : 2, path: ''}),
    ]),
    '',
  ].join('\n\n');
}

function connectionPage() {
  const schema = readJson('harness/connection.schema.json');
  const {properties, required} = schema;
  return [
    '# connection.yaml',
    `${NOTE} How to use it is on [the harness's page](../../harness/README.md#the-connection).`,
    text(schema.description),
    ...entries({properties, required, schema, level: 2, path: ''}),
    '',
  ].join('\n\n');
}

/** The properties of a form's groups, in the order of the form. */
function groupsOf(schema) {
  const all = Object.entries(schema.properties).sort(
    ([, a], [, b]) => (a.order ?? 0) - (b.order ?? 0),
  );
  if (!schema.groups) return [{properties: Object.fromEntries(all)}];
  const titled = schema.groups.map(({id, title}) => ({
    title,
    properties: Object.fromEntries(all.filter(([, {group}]) => group === id)),
  }));
  const rest = all.filter(([, {group}]) => !schema.groups.some(({id}) => id === group));
  return [
    ...titled,
    ...(rest.length > 0 ? [{title: 'Other', properties: Object.fromEntries(rest)}] : []),
  ];
}

function entries({properties = {}, required = [], schema, level, path}) {
  return Object.entries(properties).flatMap(([name, property]) =>
    entry({
      name,
      property: dereference(property, schema),
      isRequired: required.includes(name),
      schema,
      level,
      path,
    }),
  );
}

function entry({name, property, isRequired, schema, level, path}) {
  const full = path === '' ? name : `${path}.${name}`;
  const facts = [
    typeOf(property, schema),
    isRequired ? '**required**' : '',
    property.airbyte_secret ? 'secret' : '',
    property.default === undefined ? '' : `default ${code(property.default)}`,
    property.const === undefined ? '' : `always ${code(property.const)}`,
    valuesOf(property),
    limitsOf(property),
  ].filter(fact => fact !== '');
  const examples = (property.examples ?? []).map(code);
  return [
    `${'#'.repeat(Math.min(level, 6))} \`${full}\``,
    facts.join('; '),
    ...(property.title && property.title !== name ? [`_${text(property.title)}_`] : []),
    ...(property.description ? [text(property.description)] : []),
    ...(examples.length > 0 ? [`For example ${examples.join(', ')}.`] : []),
    ...nested({property, schema, level: level + 1, path: full}),
  ];
}

/** What is in an object, in the items of a list, and in each alternative. */
function nested({property, schema, level, path}) {
  const {properties, required, items, additionalProperties, patternProperties} = property;
  const alternatives = [...(property.oneOf ?? []), ...(property.anyOf ?? [])].map(one =>
    dereference(one, schema),
  );
  const values = [items, additionalProperties, ...Object.values(patternProperties ?? {})]
    .filter(value => typeof value === 'object' && value !== null)
    .map(value => dereference(value, schema));
  return [
    ...entries({properties, required, schema, level, path}),
    ...values.flatMap(value =>
      nested({property: value, schema, level, path: `${path}${items ? '[]' : '.*'}`}),
    ),
    ...alternatives.flatMap(one => alternative({one, schema, level, path})),
  ];
}

function alternative({one, schema, level, path}) {
  const within = nested({property: one, schema, level, path});
  if (within.length === 0) return [];
  const kind = one.properties?.type?.const;
  const name = one.title ?? kind;
  return [...(name ? [`With ${kind ? `\`type: ${kind}\`` : `_${text(name)}_`}:`] : []), ...within];
}

function typeOf(property, schema) {
  if (property['x-list']) return 'map, or list of objects';
  const {type, items} = property;
  if (type === 'array')
    return `list of ${items ? typeOf(dereference(items, schema), schema) || 'values' : 'values'}`;
  if (Array.isArray(type)) return type.join(' or ');
  if (type) return type;
  const kinds = [...(property.oneOf ?? []), ...(property.anyOf ?? [])].map(one =>
    typeOf(dereference(one, schema), schema),
  );
  return [...new Set(kinds.filter(kind => kind !== ''))].join(' or ');
}

function valuesOf({enum: values}) {
  return values ? `one of ${values.map(code).join(', ')}` : '';
}

function limitsOf({minimum, maximum, exclusiveMinimum}) {
  const least = exclusiveMinimum === undefined ? minimum : `more than ${exclusiveMinimum}`;
  if (least !== undefined && maximum !== undefined) return `${least} to ${maximum}`;
  if (maximum !== undefined) return `at most ${maximum}`;
  if (least === undefined) return '';
  return exclusiveMinimum === undefined ? `at least ${least}` : least;
}

function dereference(property, schema) {
  const {$ref: reference, ...own} = property;
  if (reference === undefined) return property;
  const part = reference
    .replace(/^#\//, '')
    .split('/')
    .reduce((node, key) => node?.[key], schema);
  if (part === undefined) throw new Error(`$ref "${reference}" leads nowhere`);
  return {...dereference(part, schema), ...own};
}

function code(value) {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

// Descriptions are plain text: nothing in them is Markdown or HTML.
function text(value) {
  return value
    .replace(/[\\`*_[\]<>|]/g, character => `\\${character}`)
    .replaceAll('{{', '{\u200b{');
}
