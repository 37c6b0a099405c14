import {describe, expect, test} from 'vitest';
import type {Config} from '../../destination-salesforce/generated/types.js';
import {prepareRecord} from '../../destination-salesforce/match/index.js';
import {
  buildTarget,
  type Mode,
  requireCreatable,
} from '../../destination-salesforce/target/index.js';
import {contact, describes} from './fixtures/describes.js';

const mapping = {email: 'Email', id: 'Cohort_User_ID__c', name: 'LastName'};

async function target(
  config: Partial<Config>,
  {
    mode = 'upsert',
    primaryKey,
    ownKey,
    properties,
  }: {mode?: Mode; primaryKey?: string[][]; ownKey?: string[][]; properties?: string[]} = {},
) {
  const built = await buildTarget({
    config: {client_id: 'x', ...config},
    describes,
    mode,
    ...(primaryKey && {primaryKey}),
    ...(ownKey && {ownKey}),
    ...(properties && {properties}),
  });
  return built.target;
}

describe('the target of a stream', () => {
  test('maps properties to fields, whatever case the fields are written in', async () => {
    const {columns, userIdColumn, key} = await target({mapping: {...mapping, email: 'EMAIL'}});
    expect(columns.map(({path}) => path)).toEqual(['Email', 'Cohort_User_ID__c', 'LastName']);
    expect(userIdColumn).toBe(1);
    expect(key).toMatchObject({kind: 'email', source: 'email'});
  });

  test('matches what is no person by the external id alone', async () => {
    const mapped = {key: 'Short_ID__c', 'user.id': 'Cohort_User_ID__c'};
    const found = await target({external_id_field: 'Short_ID__c', mapping: mapped});
    expect(found).toMatchObject({
      key: {kind: 'text', source: 'key', fields: [{name: 'Short_ID__c'}]},
      keyColumn: 0,
      userIdColumn: undefined,
    });
    const row = prepareRecord({key: 'e1', user: {id: 'u1'}}, found);
    expect(row).toMatchObject({key: 'e1', userId: null, cells: ['e1', 'u1']});
    await expect(target({external_id_field: 'Short_ID__c', mapping})).rejects.toThrow(
      'external_id_field: Contact.Short_ID__c is not mapped',
    );
    await expect(target({external_id_field: 'Birthdate', mapping})).rejects.toThrow(
      'external_id_field: Contact.Birthdate (date) cannot be matched by',
    );
  });

  test('without a mapping, uses the properties that are writable fields, and logs the others', async () => {
    const properties = ['Email', 'lastname', 'updatedAt', 'SystemModstamp'];
    const built = await buildTarget({
      config: {client_id: 'x'},
      describes,
      mode: 'upsert',
      properties,
    });
    expect(built.target.columns.map(({path}) => path)).toEqual(['Email', 'LastName']);
    expect(built.ignored).toEqual(['updatedAt', 'SystemModstamp']);
  });

  test('without a mapping refuses two properties that are named like one field', async () => {
    await expect(target({}, {properties: ['Email', 'lastname', 'email']})).rejects.toThrow(
      'The properties "Email" and "email" are both named like Contact.Email',
    );
  });

  test.each([
    ['the config', {email_field: 'Work_Email__c', mapping}, [['email']], 'Work_Email__c', 'email'],
    ['the config, not the id', {email_field: 'Email', mapping}, [['id']], 'Email', 'email'],
    ['the primary key in source names', {mapping}, [['email']], 'Email', 'email'],
    ['the primary key in destination names', {mapping}, [['Email']], 'Email', 'email'],
    ['the user id as the primary key', {mapping}, [['id']], 'Cohort_User_ID__c', 'id'],
    ['nothing: Email', {mapping}, undefined, 'Email', 'email'],
  ])('takes the matching key from %s', async (_, config, primaryKey, fieldName, source) => {
    const {key} = await target(config, primaryKey ? {primaryKey} : {});
    expect([key.fields[0]?.name, key.source]).toEqual([fieldName, source]);
  });

  test('finds users by email where the runner knows no other key than the source’s own id', async () => {
    const keys = {primaryKey: [['id']], ownKey: [['id']]};
    const {key} = await target({mapping}, keys);
    expect([key.fields[0]?.name, key.source]).toEqual(['Email', 'email']);
    const withoutEmail = await target({mapping: {id: 'Cohort_User_ID__c'}}, keys);
    expect(withoutEmail.key.fields[0]?.name).toBe('Cohort_User_ID__c');
  });

  test('a key that is not mapped is written to new records, or they would never be found again', async () => {
    const {columns, keyColumn} = await target(
      {mapping: {name: 'LastName'}},
      {primaryKey: [['Email']]},
    );
    expect(columns[keyColumn]).toMatchObject({path: 'Email', onCreate: true, onUpdate: false});
  });

  test('a parent is named by its external id', async () => {
    const {columns} = await target({mapping: {...mapping, shop: 'Account.External_Ref__c'}});
    expect(columns[3]).toMatchObject({
      path: 'Account.External_Ref__c',
      parent: {relationship: 'Account', reference: 'AccountId'},
    });
  });

  test.each<[Partial<Config>, string]>([
    [{mapping: {...mapping, x: 'Nowhere__c'}}, 'mapping.x: Contact has no field "Nowhere__c"'],
    [{mapping: {...mapping, x: 'CreatedDate'}}, 'Contact.CreatedDate (datetime) cannot be written'],
    [{mapping: {...mapping, x: 'MailingAddress'}}, 'Contact.MailingAddress (address) cannot'],
    [{mapping: {...mapping, x: 'Email'}}, 'Email is mapped twice'],
    [{mapping: {...mapping, x: 'Account.Name'}}, 'Account.Name is not an external id'],
    [{mapping: {...mapping, x: 'Owner.Name'}}, 'no relationship "Owner"'],
    [{mapping, user_id_field: 'Other__c'}, 'no property is mapped to it'],
    [{mapping: {id: 'Short_ID__c'}, user_id_field: 'Short_ID__c'}, 'at least 36 characters'],
    [{mapping, email_field: 'Description'}, 'Contact.Description cannot be searched'],
    [{mapping, email_field: 'Birthdate'}, 'cannot be matched by'],
    [{mapping, create_defaults: {Nowhere__c: 1}}, 'create_defaults.Nowhere__c'],
    [{mapping, create_defaults: {Loyalty_Tier__c: 'Tin'}}, 'restricted picklist'],
  ])('%j is refused', async (config, message) => {
    await expect(target(config)).rejects.toThrow(message);
  });

  test('a composite matching key is refused', async () => {
    await expect(target({mapping}, {primaryKey: [['a'], ['b']]})).rejects.toThrow('one top-level');
  });

  test('names the permission that is missing', async () => {
    const object = {...contact, createable: false};
    const request = {config: {client_id: 'x', mapping}, describes: {...describes, object}};
    await expect(buildTarget({...request, mode: 'upsert'})).rejects.toThrow(
      'no Create permission on Contact',
    );
    await expect(buildTarget({...request, mode: 'update'})).resolves.toBeDefined();
  });

  test('names what new records lack, unless defaults give it or none are made', async () => {
    const lacking = {mapping: {email: 'Email'}};
    expect(() => requireCreatable({...contactTarget, required: [['LastName']]})).toThrow(
      'A new Contact needs LastName',
    );
    requireCreatable(await target({...lacking, create_defaults: {LastName: 'Unknown'}}));
    requireCreatable(await target(lacking, {mode: 'update'}));
  });
});

const contactTarget = await target({mapping: {email: 'Email'}});
