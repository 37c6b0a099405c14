import {invalid} from '../api-error.js';
import type {Merchant} from '../merchant/merchant.js';
import type {Property} from '../merchant/property-book.js';
import {type CoreField, coreFields, type FieldChoice} from '../merchant/user-table.js';

const always = ['id', 'email', 'createdAt', 'updatedAt'];

/** Which fields of users to answer: all of them unless some are named. */
export function readFields(merchant: Merchant, names: readonly string[] | undefined): FieldChoice {
  if (names === undefined) return merchant.users.allFields();
  const core: CoreField[] = [];
  const properties: Property[] = [];
  for (const name of new Set(names)) {
    const field = coreFields.find(known => known === name);
    const property = merchant.properties.byReference(name);
    if (field) core.push(field);
    else if (property) properties.push(property);
    else if (!always.includes(name))
      throw invalid(`Parameter fields: no field ${name.slice(0, 100)}`);
  }
  return {core, properties};
}

export function splitFields(text: string | undefined): string[] | undefined {
  return text?.split(',').filter(name => name !== '');
}
