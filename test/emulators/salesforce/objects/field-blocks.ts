const geocodeAccuracies =
  'Address;NearAddress;Block;Street;ExtendedZip;Zip;Neighborhood;City;County;State;Unknown';

const industries =
  'Agriculture;Apparel;Banking;Biotechnology;Chemicals;Communications;Construction;Consulting;Education;Electronics;Energy;Engineering;Entertainment;Environmental;Finance;Food & Beverage;Government;Healthcare;Hospitality;Insurance;Machinery;Manufacturing;Media;Not For Profit;Recreation;Retail;Shipping;Technology;Telecommunications;Transportation;Utilities;Other';

/** Value lists that several objects have, for `values:@name`. */
export const sharedPicklists: Record<string, string> = {
  industry: industries,
  source: 'Web;Phone Inquiry;Partner Referral;Purchased List;Other',
  clean:
    'Matched=In Sync;Different;Acknowledged=Reviewed;NotFound=Not Found;Inactive;Pending=Not Compared;SelectMatch=Select Match;Skipped',
};

/** Splits the text into lines and puts the fields that many objects share in place of `@person`, `@address X` and `@audit`. */
export function expandBlocks(lines: string): string[] {
  const trimmed = lines.trim();
  return trimmed === '' ? [] : trimmed.split('\n').flatMap(expand);
}

function expand(line: string): string[] {
  if (line === '@person') return person;
  if (line === '@audit') return audit;
  if (line.startsWith('@address')) return address(line.slice('@address '.length));
  return [line];
}

const person = [
  'LastName|string(80)|cu|Last Name|in:Name|as:personname',
  'FirstName|string(40)|cun|First Name|in:Name|as:personname',
  'Salutation|picklist(40)|cun|Salutation|in:Name|values:Mr.;Ms.;Mrs.;Dr.;Prof.|as:personname',
  'Name|string(121)|N|Full Name|as:personname',
];

const audit = [
  'CreatedDate|datetime|d|Created Date',
  'CreatedById|reference|d|Created By ID|to:User>CreatedBy',
  'LastModifiedDate|datetime|d|Last Modified Date',
  'LastModifiedById|reference|d|Last Modified By ID|to:User>LastModifiedBy',
  'SystemModstamp|datetime|d|System Modstamp',
];

function address(prefix: string): string[] {
  const compound = `${prefix}Address`;
  const part = (name: string, type: string, label: string, ...extras: string[]) =>
    [
      `${prefix}${name}`,
      type,
      'cunP',
      `${prefix} ${label}`.trim(),
      `in:${compound}`,
      ...extras,
    ].join('|');
  return [
    part('Street', 'textarea(255)', 'Street', 'as:plaintextarea'),
    part('City', 'string(40)', 'City'),
    part('State', 'string(80)', 'State/Province'),
    part('PostalCode', 'string(20)', 'Zip/Postal Code'),
    part('Country', 'string(80)', 'Country'),
    part('Latitude', 'double(18,15)', 'Latitude'),
    part('Longitude', 'double(18,15)', 'Longitude'),
    part(
      'GeocodeAccuracy',
      'picklist(40)',
      'Geocode Accuracy',
      `values:${geocodeAccuracies}`,
    ).replace('|cunP|', '|cunRP|'),
    `${compound}|address|nP|${`${prefix} Address`.trim()}`,
  ];
}
