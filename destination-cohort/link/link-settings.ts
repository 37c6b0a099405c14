import type {Config} from '../generated/types.js';

/** How a connection links records to users, with its defaults. */
export interface LinkSettings {
  duplicates: 'newest' | 'oldest' | 'reject';
  /** The user property that holds the record's Id; by its reference id once it was looked up. */
  recordIdProperty: string | undefined;
  /** Whether users that exist get the record's Id too. */
  writesRecordIdToAll: boolean;
  followsEmail: boolean;
  recreatesDeleted: boolean;
  relinks: boolean;
  isNewOrg: boolean;
  /** Whether newly linked users have to be read again by the export. */
  wantsNewlyLinked: boolean;
  ourUserId: string | undefined;
  clearEmpty: boolean;
}

export function toLinkSettings(config: Config): LinkSettings {
  const {record_id_property: property = 'salesforce_id'} = config;
  return {
    duplicates: config.duplicates ?? 'newest',
    recordIdProperty: typeof property === 'string' && property !== '' ? property : undefined,
    writesRecordIdToAll: config.write_record_id === 'all',
    followsEmail: config.email_changes === 'follow',
    recreatesDeleted: config.recreate_deleted ?? false,
    relinks: config.relink ?? false,
    isNewOrg: config.new_org ?? false,
    wantsNewlyLinked: config.other_direction === 'incremental',
    ourUserId: config.our_user_id,
    clearEmpty: config.clear_empty ?? false,
  };
}
