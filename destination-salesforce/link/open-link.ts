import {seesEncryptedData} from '@cohort-salesforce/source-salesforce/salesforce';
import {type AirbyteStream, configError, Listing} from '@cohort-salesforce/spec';
import type {BaselineStore} from '@cohort-salesforce/spec/baseline';
import type {Config} from '../generated/types.js';
import type {ExportSession} from '../session.js';
import type {Target} from '../target/index.js';
import type {ExportLink} from './export-link.js';
import {toLinkSettings} from './link-settings.js';
import {toLinkedProperties} from './linked-property.js';
import {openBaseline} from './open-baseline.js';
import {predictStored} from './predict-stored.js';

/** Gets link mode ready for a stream; undefined without a baseline or where nobody is linked. */
export async function openLink(
  session: ExportSession,
  {config, target, stream}: {config: Config; target: Target; stream: AirbyteStream},
): Promise<ExportLink | undefined> {
  const {context, salesforce} = session;
  const isLinked = target.mode === 'upsert' || target.mode === 'update';
  const {baseline_dir, external_id_field} = config;
  if (baseline_dir === undefined || external_id_field !== undefined || !isLinked) return undefined;
  requireUserId(target);
  const store = await openBaseline(session, baseline_dir);
  const schemas = stream.json_schema.properties ?? {};
  const {userId: ourUserId} = await salesforce.identity();
  const hasEncrypted = target.columns.some(({field}) => field.type === 'encryptedstring');
  const seesEncrypted = !hasEncrypted || (await seesEncryptedData(salesforce));
  const named = config.record_id_property ?? 'salesforce_id';
  const properties = await toLinkedProperties(target, {config, schemas, seesEncrypted}, store);
  return {
    store,
    properties,
    numbers: properties.map(({number}) => number).join(),
    defaults: defaultsOf(target, store),
    settings: toLinkSettings(config),
    listing: new Listing(config.listed_dir, stream, context),
    ourUserId,
    recordIdSource: typeof named === 'string' && Object.hasOwn(schemas, named) ? named : undefined,
  };
}

// The import must not take them for what somebody has entered.
function defaultsOf({columns, createDefaults}: Target, store: BaselineStore) {
  const only = columns.filter(({source, path}) => source === null && createDefaults.has(path));
  return new Map(
    only.flatMap(column => {
      const cell = createDefaults.get(column.path) ?? null;
      const stored = store.digest(predictStored(column, cell));
      return store.numbersOfField(column.path).map(number => [number, stored] as const);
    }),
  );
}

function requireUserId({userIdColumn, object, duplicates}: Target): void {
  if (duplicates === 'all') {
    throw configError(
      'duplicates is all, but with baseline_dir one record represents a user. Set it to newest, oldest or reject.',
    );
  }
  if (userIdColumn !== undefined) return;
  throw configError(
    `baseline_dir needs the field of ${object} that holds the Cohort User ID: set user_id_field and map id to it.`,
  );
}
