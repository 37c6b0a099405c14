import type {ConfiguredAirbyteStream} from '@cohort-salesforce/spec';
import {describeWithParents, type SObjectDescribe, seesEncryptedData} from '../salesforce/index.js';
import type {Session} from '../session.js';
import {conditionsFor} from './conditions.js';

/**
 * What the org says of the stream's object, without the encrypted fields of which the integration user sees only masks:
 * a mask must never be taken for a value.
 */
export async function withoutMaskedFields(
  session: Session,
  {stream}: ConfiguredAirbyteStream,
): Promise<SObjectDescribe> {
  const selected = Object.keys(stream.json_schema.properties ?? {});
  const described = await describeWithParents(
    session.salesforce,
    stream.name,
    parentPaths(selected, conditionsFor(stream.name, session.config.where)),
  );
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

function parentPaths(
  selected: readonly string[],
  conditions: ReturnType<typeof conditionsFor>,
): string[] {
  const names = [...selected, ...conditions.map(({condition}) => condition.field)];
  return names.filter(name => name.includes('.'));
}
