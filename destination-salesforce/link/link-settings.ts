import type {Config} from '../generated/types.js';

/** How a connection links users to records, with its defaults. */
export interface LinkSettings {
  recreatesDeleted: boolean;
  /** Whether ids of users that this connection never linked may be replaced. */
  replacesUnknownIds: boolean;
  isNewOrg: boolean;
  /** Whether newly linked records have to be read again by the import. */
  wantsNewlyLinked: boolean;
  isDryRun: boolean;
}

export function toLinkSettings(config: Config): LinkSettings {
  const {relink = false, new_org: isNewOrg = false} = config;
  return {
    recreatesDeleted: config.recreate_deleted ?? false,
    replacesUnknownIds: relink || isNewOrg,
    isNewOrg,
    wantsNewlyLinked: config.other_direction === 'incremental',
    isDryRun: config.dry_run ?? false,
  };
}
