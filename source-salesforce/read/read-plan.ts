import {type ConfiguredAirbyteStream, configError, type JsonSchema} from '@cohort-salesforce/spec';
import {cursorOf, keyOf} from '../discover/cursor-of.js';
import {isSelectable, kindOf} from '../discover/field-type.js';
import type {FieldDescribe, SObjectDescribe} from '../salesforce/index.js';
import type {Session} from '../session.js';
import {bulkFields} from './bulk/bulk-fields.js';
import {type CompoundPart, partsOf} from './compound-parts.js';
import {changingConditions, composeConditions} from './conditions.js';
import {groupFields} from './rest/field-groups.js';

/** What to ask Salesforce for, for one stream. */
export interface ReadPlan {
  object: string;
  /** In the order of the query and of the records: first the key and the cursor, as far as there are any, then the chosen ones. */
  fields: readonly FieldDescribe[];
  hasKey: boolean;
  /** What tells changed records; undefined when everything is read each time. */
  cursor: string | undefined;
  /** Deleted records are of interest only to those who can tell them from others. */
  includeDeleted: boolean;
  /** What each query asks besides, in SOQL. */
  conditions: readonly string[];
  /** Of these, the conditions of the config: they hold for records that are read for another reason than a change, too. */
  where: readonly string[];
  /** Whether a record may begin to meet them without a change of its own. */
  whereChanges: boolean;
  /**
   * Whether to tell of records that are gone for good: only their Ids are known, which is of no use to a destination that
   * matches by another key.
   */
  tellsHardDeletes: boolean;
  /** The addresses and locations that the catalog wants as objects, as Airbyte's own source has them, instead of as JSON text. */
  asObjects: ReadonlySet<string>;
  /** Whether texts such as NA are read as empty, as Airbyte's own source does unless told otherwise. */
  naIsNull: boolean;
  /** Of each compound field the components that a bulk query reads in its place. */
  compounds: ReadonlyMap<string, readonly CompoundPart[]>;
  /** Whether the Bulk API can give all of these fields, and in one query. */
  isBulkable: boolean;
}

/** The configured stream and what the org says of the object -> what to ask for. */
export function planRead(
  describe: SObjectDescribe,
  {stream, sync_mode, primary_key}: ConfiguredAirbyteStream,
  {config, context, settings}: Pick<Session, 'config' | 'context' | 'settings'>,
): ReadPlan {
  const key = keyOf(describe);
  // Some runners call every stream incremental, also one that has no cursor.
  const cursor = sync_mode === 'incremental' ? cursorOf(describe) : undefined;
  const chosen = chooseFields(describe, Object.keys(stream.json_schema.properties ?? {}));
  const {missing} = chosen;
  const lost = (primary_key ?? []).flat().filter(name => missing.includes(name));
  if (lost.length > 0) {
    throw configError(
      `Reading ${describe.name}: its key ${lost.join(', ')} does not exist or may not be read by the integration user. Ask the Salesforce administrator for read access to the field, or choose another key.`,
    );
  }
  if (missing.length > 0) {
    context.log(
      'WARN',
      `${describe.name}: ${missing.join(', ')} cannot be read and is left out. Most often the field exists and is hidden from the user that the connector logs in as: then ask the Salesforce administrator for read access to it (field-level security). Otherwise it was renamed or deleted, or it is a file's contents.`,
    );
  }
  const first = [key, cursor].filter(field => field !== undefined);
  const isCompound = (field: FieldDescribe) => kindOf(field) === 'compound';
  // Compound fields come last, as a bulk query can only put them together at the end of a record.
  const fields = [...new Set([...first, ...chosen.fields])].sort(
    (one, other) => Number(isCompound(one)) - Number(isCompound(other)),
  );
  const compounds = new Map(
    fields.filter(isCompound).map(field => [field.name, partsOf(describe, field)]),
  );
  // A user who may see no component of an address can have it by REST alone.
  const inBulk = fields.filter(({name}) => compounds.get(name)?.length !== 0);
  const wantsDeleted = fields.some(({name}) => name === 'IsDeleted');
  // Salesforce archives activities after a year, and gives them only together with deleted ones.
  const hasArchived = !wantsDeleted && canArchive(describe);
  const endedBy = cursorOf(describe);
  const where = composeConditions(describe, config.where);
  const matchesById = (primary_key ?? []).flat().every(name => name === 'Id');
  return {
    object: describe.name,
    fields: config.force_use_bulk_api ? inBulk : fields,
    hasKey: key !== undefined,
    cursor: cursor?.name,
    includeDeleted: wantsDeleted || hasArchived,
    where,
    whereChanges: changingConditions(describe, config.where).length > 0,
    conditions: [
      ...where,
      ...(hasArchived ? ['IsDeleted = false'] : []),
      ...(endedBy && settings.endDate ? [`${endedBy.name} < ${settings.endDate}`] : []),
    ],
    tellsHardDeletes:
      wantsDeleted && describe.replicateable && (matchesById || config.hard_deletes === true),
    asObjects: objectsIn(fields, stream.json_schema.properties ?? {}),
    naIsNull: config.preserve_na_values === false,
    compounds,
    isBulkable:
      (config.force_use_bulk_api === true || inBulk.length === fields.length) &&
      groupFields(bulkFields({fields, compounds})).length === 1,
  };
}

function objectsIn(fields: readonly FieldDescribe[], schemas: Record<string, JsonSchema>) {
  const wanted = fields.filter(
    field => kindOf(field) === 'compound' && [schemas[field.name]?.type].flat().includes('object'),
  );
  return new Set(wanted.map(({name}) => name));
}

function canArchive({fields}: SObjectDescribe): boolean {
  const isArchivable = fields.some(({name}) => name === 'IsArchived');
  return isArchivable && fields.some(({name, filterable}) => name === 'IsDeleted' && filterable);
}

// A catalog without properties selects everything.
function chooseFields({fields}: SObjectDescribe, names: readonly string[]) {
  const selectable = fields.filter(isSelectable);
  if (names.length === 0) return {fields: selectable, missing: []};
  const byName = new Map(selectable.map(field => [field.name, field]));
  return {
    fields: names.flatMap(name => byName.get(name) ?? []),
    missing: names.filter(name => !byName.has(name)),
  };
}
