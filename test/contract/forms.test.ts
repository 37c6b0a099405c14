import {afterAll, describe, expect, test} from 'vitest';
import {removeFolders, run} from '../fixtures/run-connector.js';

afterAll(removeFolders);

// The connectors whose specs a platform turns into a form.
const CONNECTORS = [
  'source-salesforce',
  'destination-salesforce',
  'source-cohort',
  'destination-cohort',
];

interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  order?: number;
  group?: string;
  groups?: {id: string; title: string}[];
  const?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  oneOf?: Schema[];
  required?: string[];
  airbyte_hidden?: boolean;
  airbyte_secret?: boolean;
}

const PRIMITIVES = ['string', 'number', 'integer', 'boolean'];

/**
 * What a form can show, by the rules of Airbyte's web app: a value of one type, a list of values or of
 * objects, an object with named properties, or a choice of objects told apart by one constant.
 * Anything else is left out, and saving the form then removes it from the config.
 */
function findUnrenderable(schema: Schema, path: string): string[] {
  if (schema.airbyte_hidden) return [];
  if (schema.oneOf) {
    const isChoice = schema.oneOf.every(option =>
      Object.values(option.properties ?? {}).some(property => property.const !== undefined),
    );
    const nested = schema.oneOf.flatMap((option, index) =>
      findInProperties(option, `${path}<${index}>`),
    );
    return isChoice ? nested : [`${path}: choices without a constant`, ...nested];
  }
  if (schema.type === 'array') {
    const {items} = schema;
    if (!items) return [`${path}: a list of anything`];
    if (items.type === 'object') return findUnrenderable(items, `${path}[]`);
    return PRIMITIVES.includes(String(items.type)) ? [] : [`${path}: a list of ${items.type}`];
  }
  if (schema.type === 'object') {
    if (!schema.properties) return [`${path}: an object of any keys`];
    return findInProperties(schema, path);
  }
  return PRIMITIVES.includes(String(schema.type)) && !Array.isArray(schema.type)
    ? []
    : [`${path}: type ${JSON.stringify(schema.type)}`];
}

function findInProperties({properties = {}}: Schema, path: string): string[] {
  return Object.entries(properties)
    .filter(([, property]) => property.const === undefined)
    .flatMap(([name, property]) => findUnrenderable(property, path ? `${path}.${name}` : name));
}

async function readSpec(name: string): Promise<Schema> {
  const {stdout} = await run(name, 'spec');
  return JSON.parse(stdout).spec.connectionSpecification;
}

describe.each(CONNECTORS)('%s', name => {
  test('a form can show every option that is not hidden', async () => {
    expect(findUnrenderable(await readSpec(name), '')).toEqual([]);
  });

  test('options have a title, a description, a place of their own, and a group that exists', async () => {
    const {properties = {}, groups = []} = await readSpec(name);
    const ids = groups.map(({id}) => id);
    const orders = Object.values(properties).map(({order}) => order);
    expect(new Set(orders).size).toBe(orders.length);
    for (const [option, {title, description, group}] of Object.entries(properties)) {
      expect([option, typeof title, typeof description]).toEqual([option, 'string', 'string']);
      expect(ids, option).toContain(group);
    }
  });

  test('no secret is offered inside a list, where it would not be masked', async () => {
    const lists = Object.values((await readSpec(name)).properties ?? {}).filter(
      ({type}) => type === 'array',
    );
    for (const {items} of lists) expect(JSON.stringify(items)).not.toContain('airbyte_secret');
  });
});

describe('options that are maps', () => {
  test.each([
    ['destination-cohort', ['mapping', 'property_types', 'wins', 'defaults', 'constants']],
    ['destination-salesforce', ['mapping', 'create_defaults', 'wins', 'when']],
  ])('%s shows them as lists of objects', async (name, options) => {
    const {properties} = await readSpec(name);
    for (const option of options) {
      expect(properties?.[option]).toMatchObject({
        type: 'array',
        items: {type: 'object', properties: {}},
      });
    }
  });
});
