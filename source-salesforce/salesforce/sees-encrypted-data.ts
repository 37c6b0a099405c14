import {ConnectorError} from '@cohort-salesforce/spec';
import type {Salesforce} from './salesforce.js';

const PERMISSION = 'SELECT PermissionsViewEncryptedData FROM UserPermissionAccess LIMIT 1';

/**
 * Whether the integration user sees the values of encrypted fields, and not only masks.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_userpermissionaccess.htm
 */
export async function seesEncryptedData(salesforce: Pick<Salesforce, 'query'>): Promise<boolean> {
  try {
    const {records} = await salesforce.query(PERMISSION);
    return records[0]?.PermissionsViewEncryptedData === true;
  } catch (error) {
    // Without an answer, a mask could be taken for a value.
    if (error instanceof ConnectorError && error.failure !== 'transient_error') return false;
    throw error;
  }
}
