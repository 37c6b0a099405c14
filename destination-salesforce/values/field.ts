/** What this connector needs of a field's describe; Salesforce's own answer fits it. */
export interface Field {
  name: string;
  label: string;
  type: string;
  /** Characters; 0 where the type has none. */
  length: number;
  precision: number;
  scale: number;
  digits: number;
  nillable: boolean;
  createable: boolean;
  updateable: boolean;
  defaultedOnCreate: boolean;
  externalId: boolean;
  idLookup: boolean;
  filterable: boolean;
  unique: boolean;
  caseSensitive: boolean;
  restrictedPicklist: boolean;
  relationshipName: string | null;
  referenceTo: readonly string[] | null;
  picklistValues: readonly {active: boolean; value: string}[] | null;
}

/** How values of a type are written, read and compared. */
export type Kind = 'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'time' | 'choices' | 'id';

const KINDS = new Map<string, Kind>(
  Object.entries({
    boolean: 'boolean',
    int: 'number',
    long: 'number',
    double: 'number',
    currency: 'number',
    percent: 'number',
    date: 'date',
    datetime: 'datetime',
    time: 'time',
    multipicklist: 'choices',
    id: 'id',
    reference: 'id',
  }),
);

// Written through their components, or not at all.
const UNWRITABLE = new Set(['address', 'location', 'base64', 'complexvalue']);

/** The kind of a field's values; undefined when such a field cannot be written as one value. */
export function kindOf({type}: Pick<Field, 'type'>): Kind | undefined {
  if (UNWRITABLE.has(type)) return undefined;
  return KINDS.get(type) ?? 'text';
}
