import {expect, test} from 'vitest';
import {create} from './create-record.js';
import {startOrg} from './emulated-org.js';

test('a record is created, read, changed and deleted', async () => {
  const org = await startOrg({clock: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678)});
  const created = await org.call('POST', '/sobjects/Contact', {
    LastName: ' Lee ',
    Email: '',
    Newsletter__c: null,
  });
  expect(created.json).toEqual({
    id: expect.stringMatching(/^003\w{15}$/),
    success: true,
    errors: [],
  });
  const path = `/sobjects/Contact/${created.json.id}`;
  expect((await org.call('GET', path)).json).toMatchObject({
    LastName: 'Lee',
    Email: null,
    Newsletter__c: false,
    IsDeleted: false,
    SystemModstamp: '2026-01-02T03:04:05.000+0000',
  });
  expect(await org.call('PATCH', path, {Title: 'Boss'})).toMatchObject({status: 204, text: ''});
  expect((await org.call('GET', `${path}?fields=Title,Account.Name`)).json).toMatchObject({
    Title: 'Boss',
    Account: null,
  });
  expect((await org.call('DELETE', path)).status).toBe(204);
  expect((await org.call('DELETE', path)).json).toEqual([
    {message: 'entity is deleted', errorCode: 'ENTITY_IS_DELETED', fields: []},
  ]);
  expect((await org.call('GET', path)).json[0].errorCode).toBe('NOT_FOUND');
});

test('PATCH can be sent as POST', async () => {
  const org = await startOrg();
  const id = await create(org, {LastName: 'Lee'});
  expect(
    (await org.call('POST', `/sobjects/Contact/${id}?_HttpMethod=PATCH`, {Title: 'X'})).status,
  ).toBe(204);
});

const wrong: [fields: object, error: object][] = [
  [
    {FirstName: 'A'},
    {
      errorCode: 'REQUIRED_FIELD_MISSING',
      message: 'Required fields are missing: [LastName]',
      fields: ['LastName'],
    },
  ],
  [
    {LastName: 'A', Email: 'badone'},
    {
      errorCode: 'INVALID_EMAIL_ADDRESS',
      message: 'Email: invalid email address: badone',
      fields: ['Email'],
    },
  ],
  [
    {LastName: 'A', Email: 'a@b@c.de'},
    {
      errorCode: 'INVALID_EMAIL_ADDRESS',
      message: 'Email: invalid email address: a@b@c.de',
      fields: ['Email'],
    },
  ],
  [
    {LastName: 'A', FirstName: 'x'.repeat(41)},
    {
      errorCode: 'STRING_TOO_LONG',
      message: `First Name: data value too large: ${'x'.repeat(41)} (max length=40)`,
      fields: ['FirstName'],
    },
  ],
  [
    {LastName: 'A', Loyalty_Tier__c: 'Tin'},
    {
      errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      message: 'Loyalty Tier: bad value for restricted picklist field: Tin',
      fields: ['Loyalty_Tier__c'],
    },
  ],
  [
    {LastName: 'A', Interests__c: 'Food;Chess'},
    {
      errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      message: 'Interests: bad value for restricted picklist field: Food;Chess',
      fields: ['Interests__c'],
    },
  ],
  [
    {LastName: 'A', Foo: 1},
    {
      errorCode: 'INVALID_FIELD',
      message: "No such column 'Foo' on sobject of type Contact",
      fields: [],
    },
  ],
  [
    {LastName: 'A', Name: 'B'},
    {
      errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
      message: expect.stringContaining('Unable to create/update fields: Name.'),
      fields: ['Name'],
    },
  ],
  [
    {LastName: 'A', Loyalty_Points__c: 1e19},
    {
      errorCode: 'NUMBER_OUTSIDE_VALID_RANGE',
      message: expect.any(String),
      fields: ['Loyalty_Points__c'],
    },
  ],
  [
    {LastName: 'A', AccountId: '0035e000001l5mqAAA'},
    {
      errorCode: 'MALFORMED_ID',
      message: 'Account ID: id value of incorrect type: 0035e000001l5mqAAA',
      fields: ['AccountId'],
    },
  ],
  [
    {LastName: 'A', AccountId: '0015e000001zzzzAAA'},
    {
      errorCode: 'INVALID_CROSS_REFERENCE_KEY',
      message: 'invalid cross reference id',
      fields: ['AccountId'],
    },
  ],
];

test.each(wrong)('%j is not saved', async (fields, error) => {
  const org = await startOrg();
  const {status, json} = await org.call('POST', '/sobjects/Contact', fields);
  expect({status, json}).toEqual({status: 400, json: [error]});
});

test('a value of the wrong JSON type fails the whole call', async () => {
  const org = await startOrg();
  const {status, json} = await org.call('POST', '/sobjects/Contact', {
    LastName: 'A',
    Birthdate: 'soon',
  });
  expect(status).toBe(400);
  expect(json[0]).toMatchObject({
    errorCode: 'JSON_PARSER_ERROR',
    message: expect.stringContaining(
      'Cannot deserialize instance of date from VALUE_STRING value soon',
    ),
  });
});

test.each([
  ['{"LastName": x}', "Unexpected character ('x' (code 120)) at input location [1,14]"],
  ['{LastName: 1}', "Unexpected character ('L' (code 76)) at input location [1,2]"],
  ['{"a": 1,\n"b": 2 3}', "Unexpected character ('3' (code 51)) at input location [2,8]"],
  ['{"a": ', 'Unexpected end-of-input at input location [1,7]'],
])('the body %s is refused with the place where it ceases to be JSON', async (body, message) => {
  const org = await startOrg();
  const type = {'content-type': 'application/json'};
  const {json} = await org.call('POST', '/sobjects/Contact', body, type);
  expect(json).toEqual([{message, errorCode: 'JSON_PARSER_ERROR'}]);
});

test('a body of another type than JSON is no record', async () => {
  const org = await startOrg();
  const type = {'content-type': 'text/plain'};
  const {status, json} = await org.call('POST', '/sobjects/Contact', '{"LastName": "Lee"}', type);
  expect(status).toBe(415);
  expect(json[0].errorCode).toBe('UNSUPPORTED_MEDIA_TYPE');
});

test('a unique field holds a value once, whatever its case, until its record is deleted', async () => {
  const org = await startOrg();
  const id = await create(org, {LastName: 'A', External_Ref__c: 'Ref1'});
  const second = () =>
    org.call('POST', '/sobjects/Contact', {LastName: 'B', External_Ref__c: 'REF1'});
  expect((await second()).json[0]).toEqual({
    errorCode: 'DUPLICATE_VALUE',
    message: `duplicate value found: External_Ref__c duplicates value on record with id: ${id.slice(0, 15)}`,
    fields: [],
  });
  await org.call('DELETE', `/sobjects/Contact/${id}`);
  expect((await second()).status).toBe(201);
});

test('deleting an account deletes its contacts', async () => {
  const org = await startOrg();
  const account = await create(org, {Name: 'Acme'}, 'Account');
  await create(org, {LastName: 'Lee', AccountId: account});
  await org.call('DELETE', `/sobjects/Account/${account}`);
  expect((await org.query('SELECT Id FROM Contact')).json.totalSize).toBe(0);
});

test('changed and deleted records are listed for a time span', async () => {
  const org = await startOrg();
  const kept = await create(org, {LastName: 'A'});
  const gone = await create(org, {LastName: 'B'});
  await org.call('DELETE', `/sobjects/Contact/${gone}`);
  const at = (minutes: number) =>
    encodeURIComponent(new Date(Date.now() + minutes * 60_000).toISOString());
  const span = `?start=${at(-10)}&end=${at(10)}`;
  expect((await org.call('GET', `/sobjects/Contact/updated${span}`)).json.ids).toEqual([kept]);
  expect(
    (await org.call('GET', `/sobjects/Contact/deleted${span}`)).json.deletedRecords,
  ).toMatchObject([{id: gone}]);
  const tooShort = await org.call('GET', `/sobjects/Contact/updated?start=${at(0)}&end=${at(0)}`);
  expect(tooShort.json[0].errorCode).toBe('INVALID_REPLICATION_DATE');
});

test('a method that a path does not take is answered with those it takes', async () => {
  const org = await startOrg();
  for (const [method, path, allowed] of [
    ['PUT', '/sobjects/Contact/003000000000000AAA', 'HEAD,GET,PATCH,DELETE'],
    ['DELETE', '/sobjects/Contact', 'HEAD,GET,POST'],
    ['POST', '/limits/', 'HEAD,GET'],
    ['PUT', '/Composite/sObjects?x=1', 'POST,PATCH,DELETE'],
  ] as const) {
    const {status, json} = await org.call(method, path);
    expect(status).toBe(405);
    expect(json).toEqual([
      {
        message: `HTTP Method '${method}' not allowed. Allowed are ${allowed}`,
        errorCode: 'METHOD_NOT_ALLOWED',
      },
    ]);
  }
  expect((await org.call('GET', '/nowhere')).json[0].errorCode).toBe('NOT_FOUND');
  expect((await org.call('POST', '//nowhere')).status).toBe(404);
});
