import type {FieldDescribe, SObjectDescribe} from '../salesforce/index.js';

/** A component of an address or a location, such as `MailingCity` for the key `city`. */
export interface CompoundPart {
  key: string;
  field: FieldDescribe;
}

const PART =
  /(Street|City|StateCode|State|PostalCode|CountryCode|Country|Latitude|Longitude|GeocodeAccuracy)(?:__s)?$/;

/** The components that the user may see, in the order in which REST writes them. */
export function partsOf({fields}: SObjectDescribe, compound: FieldDescribe): CompoundPart[] {
  const components =
    compound.components ??
    fields.filter(({compoundFieldName}) => compoundFieldName === compound.name);
  const parts = components.flatMap(field => {
    const end = PART.exec(field.name)?.[1];
    return end === undefined ? [] : [{key: `${end.charAt(0).toLowerCase()}${end.slice(1)}`, field}];
  });
  return parts.sort((one, other) => (one.key < other.key ? -1 : 1));
}
