import type {AirbyteStream, JsonSchema, ReadEvent, ReadRequest} from '@cohort-salesforce/spec';
import type {SObjectDescribe} from '../salesforce/index.js';
import type {Session} from '../session.js';
import {chooseObjects} from './choose-objects.js';

export const DESCRIBE_STREAM = 'Describe';

const BATCH = 25;
const text = {type: ['string', 'null']};
const flag = {type: ['boolean', 'null']};
const list = {
  type: ['array', 'null'],
  items: {type: 'object', additionalProperties: true},
};
// https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
const TEXTS = `associateEntityType associateParentEntity defaultImplementation extendedBy extendsInterfaces implementedBy
  implementsInterfaces keyPrefix label labelPlural name networkScopeFieldName urlDetail urlEdit urlNew`;
const FLAGS = `activateable compactLayoutable createable custom customSetting dataTranslationEnabled deepCloneable deletable
  deprecatedAndHidden feedEnabled isInterface layoutable mergeable mruEnabled queryable replicateable retrieveable searchable
  searchLayoutable triggerable undeletable updateable`;
const LISTS = `actionOverrides childRelationships fields namedLayoutInfos recordTypeInfos supportedScopes`;
const PROPERTIES = {
  ...propertiesOf(TEXTS, text),
  ...propertiesOf(FLAGS, flag),
  ...propertiesOf(LISTS, list),
};

/** The describes of the objects as a stream, with one record for each object. The config selects it like an object. */
export function describeStream(config: Session['config']): AirbyteStream | undefined {
  if (chooseObjects([{name: DESCRIBE_STREAM, queryable: true}], config).length === 0)
    return undefined;
  return {
    name: DESCRIBE_STREAM,
    json_schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      additionalProperties: true,
      properties: PROPERTIES,
    },
    supported_sync_modes: ['full_refresh'],
    source_defined_primary_key: [['name']],
  };
}

/** The describes of the chosen objects; one that cannot be had is left out with a warning. */
export async function* readDescribes(
  {salesforce, config, context}: Session,
  {stream: {stream}}: ReadRequest,
): AsyncGenerator<ReadEvent> {
  const objects = chooseObjects(await salesforce.describeGlobal(), config);
  const chosen = Object.keys(stream.json_schema.properties ?? {});
  yield {kind: 'estimate', rows: objects.length};
  for (let start = 0; start < objects.length; start += BATCH) {
    const found = await salesforce.describeAll(objects.slice(start, start + BATCH));
    const records: string[] = [];
    for (const [object, described] of found) {
      if (described instanceof Error)
        context.log('WARN', `${object} is skipped: ${described.message}`);
      else records.push(JSON.stringify(chosen.length > 0 ? pick(described, chosen) : described));
    }
    yield {kind: 'records', records};
  }
}

function pick(described: SObjectDescribe, names: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(described).filter(([name]) => name === 'name' || names.includes(name)),
  );
}

function propertiesOf(names: string, schema: JsonSchema): Record<string, JsonSchema> {
  return Object.fromEntries(names.split(/\s+/).map(name => [name, schema]));
}
