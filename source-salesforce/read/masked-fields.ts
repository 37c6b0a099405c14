import type {ConfiguredAirbyteStream} from '@cohort-salesforce/spec';
import {type SObjectDescribe, seesEncryptedData} from '../salesforce/index.js';
import type {Session} from '../session.js';

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
  if (masked.length === 0 || (await seesEncryptedData(session.salesforce))) return described;
  session.context.log(
    'WARN',
    `${stream.name}: ${masked.join(', ')} is encrypted and shown to the integration user only as a mask. Give the user the permission "View Encrypted Data", or do not select the field.`,
  );
  return {...described, fields: described.fields.filter(field => !isMasked(field))};
}
