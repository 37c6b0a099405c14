import {type ConfiguredAirbyteStream, configError} from '@cohort-salesforce/spec';
import type {Config} from '../generated/types.js';

/** What a stream calls the fields that identify a record; undefined: it does not have such a field. */
export interface LinkFields {
  recordId: string;
  email: string;
  userId: string | undefined;
  created: string | undefined;
  modified: string | undefined;
  modifiedBy: string | undefined;
  deleted: string | undefined;
  converted: string | undefined;
  master: string | undefined;
}

const DEFAULTS = {
  created: 'CreatedDate',
  modified: 'SystemModstamp',
  modified_by: 'LastModifiedById',
  deleted: 'IsDeleted',
  converted: 'IsConverted',
  master: 'MasterRecordId',
} as const;

/** Throws a config error for a field that the config names, or that links need, and the stream lacks. */
export function findLinkFields(
  {link = {}}: Config,
  {stream}: ConfiguredAirbyteStream,
  email: string,
): LinkFields {
  const names = Object.keys(stream.json_schema.properties ?? {});
  const isKnown = (name: string) => names.length === 0 || names.includes(name);
  const require = (key: string, name: string) => {
    if (!isKnown(name)) throw missing(stream.name, key, name);
    return name;
  };
  const choose = (key: keyof typeof DEFAULTS) => {
    const configured = link[key];
    if (configured !== undefined) return require(`link.${key}`, configured);
    return isKnown(DEFAULTS[key]) ? DEFAULTS[key] : undefined;
  };
  return {
    recordId: require('link.record_id', link.record_id ?? 'Id'),
    email: require('the email', email),
    userId: link.user_id === undefined ? undefined : require('link.user_id', link.user_id),
    created: choose('created'),
    modified: choose('modified'),
    modifiedBy: choose('modified_by'),
    deleted: choose('deleted'),
    converted: choose('converted'),
    master: choose('master'),
  };
}

function missing(stream: string, key: string, name: string) {
  return configError(
    `Linking the records of the stream ${JSON.stringify(stream)}: found no field ${JSON.stringify(name)} (${key}) in the catalog. Select it in the catalog, or name another field in the config's link section.`,
  );
}
