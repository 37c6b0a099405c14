// A connector's spec.json, read: shared parts put in, and each map of names also as the list of objects that forms can show.
import {existsSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {root} from './workspaces.mjs';

/** The annotation of a map: what its keys and values are called as an item of a list. */
const LIST = 'x-list';

/**
 * `schema`: what a config is validated against, with maps as objects. `printed`: what `spec` prints,
 * with maps as lists. `lists`: where the maps are. An error names the file it is in.
 */
export function readSpecification(file) {
  const specification = withFileName(file, () => resolve(parse(file), file));
  const {connectionSpecification: schema} = specification;
  const printed = {...specification, connectionSpecification: toListForm(schema)};
  return {schema, printed, lists: listsOf(schema)};
}

function parse(file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}

function withFileName(file, act) {
  try {
    return act();
  } catch (error) {
    throw error.message.startsWith(file) ? error : new Error(`${file}: ${error.message}`);
  }
}

/** Replaces `{"$ref": "FILE#/NAME", ...own}` by that part of the file; keys of its own win. */
function resolve(node, file) {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map(item => resolve(item, file));
  const {$ref: reference, ...own} = node;
  const resolved = Object.entries(own).map(([key, value]) => [key, resolve(value, file)]);
  if (typeof reference !== 'string' || reference.startsWith('#')) {
    return Object.fromEntries(reference ? [['$ref', reference], ...resolved] : resolved);
  }
  const [path, name] = reference.split('#/');
  const target = relative(root, join(root, dirname(file), path));
  if (!existsSync(join(root, target))) throw new Error(`$ref "${reference}": no file ${target}`);
  const part = withFileName(target, () => parse(target))[name];
  if (part === undefined) throw new Error(`$ref "${reference}": ${target} has no "${name}"`);
  return {...resolve(part, target), ...Object.fromEntries(resolved)};
}

function toListForm(node) {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map(toListForm);
  if (node[LIST]) return toList(node);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, toListForm(value)]));
}

function toList({
  [LIST]: {key, value},
  title,
  description,
  order,
  group,
  examples,
  patternProperties,
  additionalProperties,
}) {
  const values = patternProperties ? Object.values(patternProperties)[0] : additionalProperties;
  const {type, ...rest} = values;
  // A form has one kind of input for each value: text where several would do.
  const valueType = Array.isArray(type) ? 'string' : type;
  const toItems = map =>
    Object.entries(map).map(([name, item]) => ({[key.name]: name, [value.name]: item}));
  return {
    type: 'array',
    title,
    description,
    ...(order !== undefined && {order}),
    ...(group !== undefined && {group}),
    ...(examples && {examples: examples.map(toItems)}),
    items: {
      type: 'object',
      required: [key.name, ...(Array.isArray(type) && type.includes('null') ? [] : [value.name])],
      properties: {
        [key.name]: {type: 'string', title: key.title, minLength: 1, order: 0},
        [value.name]: {...rest, type: valueType, title: value.title, order: 1},
      },
    },
  };
}

function listsOf(schema, path = []) {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const at = [...path, name];
    const list = property[LIST];
    return list ? [{path: at, key: list.key.name, value: list.value.name}] : listsOf(property, at);
  });
}
