import {configError} from '@cohort-salesforce/spec';
import type {Config} from '../generated/types.js';
import {CORE_FIELDS, EMAIL} from '../mapping/core-fields.js';

/** What becomes of a user whose record was deleted. */
export type OnDelete =
  | {kind: 'ignore'}
  | {kind: 'clear_link'}
  | {kind: 'property'; property: string; value: string};

/** `property:NAME=VALUE` and the like. Throws a config error for what cannot work. */
export function parseOnDelete(
  config: Pick<
    Config,
    'on_delete' | 'baseline_dir' | 'record_id_property' | 'mapping' | 'constants'
  >,
): OnDelete {
  const {on_delete: text = 'ignore'} = config;
  if (text === 'ignore') return {kind: 'ignore'};
  if (config.baseline_dir === undefined) {
    throw configError(
      `on_delete: found ${text} without baseline_dir, expected ignore, or a baseline folder: only of linked records it is known whom they represented.`,
    );
  }
  const targets = Object.values(config.mapping ?? {});
  if (text === 'clear_link') {
    const {record_id_property: property = 'salesforce_id'} = config;
    if (typeof property === 'string' && !targets.includes(property)) return {kind: 'clear_link'};
    throw configError(
      'on_delete: found clear_link, which empties record_id_property, but that is off or mapped from a field.',
    );
  }
  const [, property = '', value = ''] = /^property:([^=]+)=(.+)$/s.exec(text) ?? [];
  if (property === EMAIL || CORE_FIELDS.includes(property)) {
    throw configError(`on_delete: found ${property}, expected a user property of its own.`);
  }
  if (targets.includes(property) || Object.hasOwn(config.constants ?? {}, property)) {
    throw configError(
      `on_delete: found ${property}, which the mapping writes too: expected a user property of its own.`,
    );
  }
  return {kind: 'property', property, value};
}
