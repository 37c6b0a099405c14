import type {ObjectDescribe} from '../../destination-salesforce/target/index.js';
import type {Field} from '../../destination-salesforce/values/index.js';

/** A field as a describe has it: writable text, unless told otherwise. */
export function field(name: string, properties: Partial<Field> = {}): Field {
  return {
    name,
    label: name,
    type: 'string',
    length: 40,
    precision: 0,
    scale: 0,
    digits: 0,
    nillable: true,
    createable: true,
    updateable: true,
    defaultedOnCreate: false,
    externalId: false,
    idLookup: false,
    filterable: true,
    unique: false,
    caseSensitive: false,
    restrictedPicklist: false,
    relationshipName: null,
    referenceTo: [],
    picklistValues: [],
    ...properties,
  };
}

const READ_ONLY = {createable: false, updateable: false, nillable: false, defaultedOnCreate: true};

const choices = (...values: string[]) => values.map(value => ({active: true, value}));

export const contact: ObjectDescribe = {
  name: 'Contact',
  label: 'Contact',
  createable: true,
  updateable: true,
  deletable: true,
  queryable: true,
  fields: [
    field('Id', {type: 'id', length: 18, ...READ_ONLY}),
    field('CreatedDate', {type: 'datetime', length: 0, ...READ_ONLY}),
    field('SystemModstamp', {type: 'datetime', length: 0, ...READ_ONLY}),
    field('LastName', {length: 80, nillable: false, label: 'Last Name'}),
    field('FirstName', {label: 'First Name'}),
    field('Email', {type: 'email', length: 80, idLookup: true}),
    field('Work_Email__c', {type: 'email', length: 80}),
    field('AccountId', {
      type: 'reference',
      length: 18,
      relationshipName: 'Account',
      referenceTo: ['Account'],
    }),
    field('Birthdate', {type: 'date', length: 0}),
    field('Description', {type: 'textarea', length: 32_000, filterable: false}),
    field('Cohort_User_ID__c', {length: 64, externalId: true, idLookup: true}),
    field('Loyalty_Points__c', {type: 'double', length: 0, precision: 18}),
    field('Lifetime_Value__c', {type: 'currency', length: 0, precision: 18, scale: 2}),
    field('Loyalty_Tier__c', {
      type: 'picklist',
      length: 255,
      restrictedPicklist: true,
      picklistValues: choices('Bronze', 'Silver', 'Gold'),
    }),
    field('Interests__c', {
      type: 'multipicklist',
      length: 4099,
      restrictedPicklist: true,
      picklistValues: choices('Food', 'Sport', 'Travel'),
    }),
    field('Newsletter__c', {type: 'boolean', length: 0, nillable: false, defaultedOnCreate: true}),
    field('Last_Visit__c', {type: 'datetime', length: 0}),
    field('Visits__c', {type: 'int', length: 0, digits: 8}),
    field('Opens__c', {type: 'time', length: 0}),
    field('Short_ID__c', {length: 10}),
    field('MailingAddress', {type: 'address', length: 0, ...READ_ONLY}),
  ],
};

export const account: ObjectDescribe = {
  ...contact,
  name: 'Account',
  label: 'Account',
  fields: [
    field('Id', {type: 'id', length: 18, ...READ_ONLY}),
    field('Name', {length: 255, nillable: false}),
    field('External_Ref__c', {externalId: true, idLookup: true, unique: true}),
  ],
};

export const describes = {object: contact, parent: async () => account};
