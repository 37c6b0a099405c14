import {type ConfiguredAirbyteStream, ConnectorError} from '../../spec/index.js';
import type {SObjectDescribe} from '../salesforce/index.js';
import type {Session} from '../session.js';

const PERMISSION = 'SELECT PermissionsViewEncryptedData FROM UserPermissionAccess LIMIT 1';

/**
 * What the org says of the stream's object, without the encrypted fields of which the integration user sees only masks:
 * a mask must never be taken for a value.
 */
export async function withoutMaskedFields(
  session: Session,
  {stream}: ConfiguredAirbyteStream,
): Promise<SObjectDescribe> {
  const described = await session.salesforce.describe(stream.name);
  const selected = Object.keys(stream.json_schema.properties ?? {});
  const isMasked = ({type, name}: {type: string; name: string}) =>
    type === 'encryptedstring' && (selected.length === 0 || selected.includes(name));
  const masked = described.fields.filter(isMasked).map(({name}) => name);
  if (masked.length === 0 || (await seesEncryptedData(session))) return described;
  session.context.log(
    'WARN',
    `${stream.name}: ${masked.join(', ')} is encrypted and shown to the integration user only as a mask. Give the user the permission "View Encrypted Data", or do not select the field.`,
  );
  return {...described, fields: described.fields.filter(field => !isMasked(field))};
}

// https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_userpermissionaccess.htm
async function seesEncryptedData({salesforce}: Session): Promise<boolean> {
  try {
    const {records} = await salesforce.query(PERMISSION);
    return records[0]?.PermissionsViewEncryptedData === true;
  } catch (error) {
    // Without an answer, a mask could be taken for a value.
    if (error instanceof ConnectorError && error.failure !== 'transient_error') return false;
    throw error;
  }
}
