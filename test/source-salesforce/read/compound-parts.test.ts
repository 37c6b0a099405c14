import {expect, test} from 'vitest';
import {partsOf} from '../../../source-salesforce/read/compound-parts.js';
import type {FieldDescribe, SObjectDescribe} from '../../../source-salesforce/salesforce/index.js';

function keysOf(compound: string, names: readonly string[]): string[] {
  const fields = names.map(name => ({name, compoundFieldName: compound}));
  const found = partsOf({fields} as unknown as SObjectDescribe, {name: compound} as FieldDescribe);
  return found.map(({key, field}) => `${key}=${field.name}`);
}

test('components have the keys of REST, in its order', () => {
  expect(keysOf('Address', ['Street', 'State', 'StateCode', 'PostalCode', 'City'])).toEqual([
    'city=City',
    'postalCode=PostalCode',
    'state=State',
    'stateCode=StateCode',
    'street=Street',
  ]);
  expect(keysOf('Home__c', ['Home__Longitude__s', 'Home__Latitude__s'])).toEqual([
    'latitude=Home__Latitude__s',
    'longitude=Home__Longitude__s',
  ]);
});
