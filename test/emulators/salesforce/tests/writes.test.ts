import {expect, test} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

const contact = {attributes: {type: 'Contact'}, LastName: 'Lee'};

async function create(org: EmulatedOrg, fields: object, object = 'Contact'): Promise<string> {
  const {status, json} = await org.call('POST', `/sobjects/${object}`, fields);
  expect(status).toBe(201);
  return json.id;
}

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

test('an upsert by external id creates, then updates, and names several matches', async () => {
  const org = await startOrg();
  const path = '/sobjects/Contact/Cohort_User_ID__c/u%2F1';
  const created = await org.call('PATCH', path, {LastName: 'A'});
  expect(created).toMatchObject({status: 201, json: {success: true, created: true}});
  expect(await org.call('PATCH', path, {Title: 'B'})).toMatchObject({
    status: 200,
    json: {id: created.json.id, created: false},
  });
  expect((await org.call('PATCH', `//services/data/v42.0${path}`, {Title: 'C'})).status).toBe(204);
  expect((await org.call('GET', path)).json).toMatchObject({Title: 'C', Cohort_User_ID__c: 'u/1'});
  const other = await create(org, {LastName: 'B', Cohort_User_ID__c: 'u/1'});
  const several = await org.call('PATCH', path, {Title: 'D'});
  expect(several.status).toBe(300);
  expect(several.json).toEqual(
    [created.json.id, other].map(id => `/services/data/v62.0/sobjects/Contact/${id}`),
  );
  expect(
    (
      await org.call('PATCH', '/sobjects/Contact/Cohort_User_ID__c/u2?updateOnly=true', {
        LastName: 'X',
      })
    ).status,
  ).toBe(404);
});

test('records are upserted by Email only when that is switched on', async () => {
  const off = await startOrg();
  expect(
    (await off.call('PATCH', '/sobjects/Contact/Email/a@example.com', {LastName: 'A'})).json[0]
      .message,
  ).toBe('Provided external ID field does not exist or is not accessible: Email');
  const on = await startOrg({emailUpsert: true});
  expect(
    (await on.call('PATCH', '/sobjects/Contact/Email/a@example.com', {LastName: 'A'})).status,
  ).toBe(201);
  expect(
    (await on.call('PATCH', '/sobjects/Contact/Email/A@example.com', {LastName: 'B'})).status,
  ).toBe(200);
});

test('parents can be named by an external id', async () => {
  const org = await startOrg();
  const account = await create(org, {Name: 'Acme', External_Ref__c: 'A1'}, 'Account');
  const id = await create(org, {LastName: 'Lee', Account: {External_Ref__c: 'a1'}});
  expect((await org.call('GET', `/sobjects/Contact/${id}`)).json.AccountId).toBe(account);
  const missing = await org.call('POST', '/sobjects/Contact', {
    LastName: 'Lee',
    Account: {External_Ref__c: 'A9'},
  });
  expect(missing.json[0]).toEqual({
    errorCode: 'INVALID_FIELD',
    message: 'Foreign key external ID: a9 not found for field External_Ref__c in entity Account',
    fields: [],
  });
});

test('deleting an account deletes its contacts', async () => {
  const org = await startOrg();
  const account = await create(org, {Name: 'Acme'}, 'Account');
  await create(org, {LastName: 'Lee', AccountId: account});
  await org.call('DELETE', `/sobjects/Account/${account}`);
  expect((await org.query('SELECT Id FROM Contact')).json.totalSize).toBe(0);
});

test('a collection answers for each record in order; a failed one has no id', async () => {
  const org = await startOrg();
  const records = [
    contact,
    {...contact, LastName: null},
    {attributes: {type: 'Account'}, Name: 'Acme'},
  ];
  const {status, json} = await org.call('POST', '/composite/sobjects', {allOrNone: false, records});
  expect(status).toBe(200);
  expect(json).toEqual([
    {id: expect.stringMatching(/^003/), success: true, errors: []},
    {
      success: false,
      errors: [
        {
          statusCode: 'REQUIRED_FIELD_MISSING',
          message: 'Required fields are missing: [LastName]',
          fields: ['LastName'],
        },
      ],
    },
    {id: expect.stringMatching(/^001/), success: true, errors: []},
  ]);
});

test('with allOrNone one failure takes back the whole collection', async () => {
  const org = await startOrg();
  const id = await create(org, {LastName: 'Old', External_Ref__c: 'R'});
  const changed = {...contact, id, LastName: 'New', External_Ref__c: 'S'};
  const {json} = await org.call('PATCH', '/composite/sobjects', {
    allOrNone: true,
    records: [changed, {...contact, id: '0035e000001zzzzAAA'}],
  });
  expect(json[0].errors[0].statusCode).toBe('ALL_OR_NONE_OPERATION_ROLLED_BACK');
  expect(json[1].errors[0].statusCode).toBe('INVALID_CROSS_REFERENCE_KEY');
  expect(
    (await org.query("SELECT LastName FROM Contact WHERE External_Ref__c = 'r'")).json.records,
  ).toMatchObject([{LastName: 'Old'}]);
  expect(
    (await org.query("SELECT LastName FROM Contact WHERE External_Ref__c = 'S'")).json.totalSize,
  ).toBe(0);
});

test('a collection upsert tells what it created and refuses a key given twice', async () => {
  const org = await startOrg();
  await create(org, {LastName: 'Old', External_Ref__c: 'R1'});
  const records = ['r1', 'R2', 'r2'].map(External_Ref__c => ({...contact, External_Ref__c}));
  const {json} = await org.call('PATCH', '/composite/sobjects/Contact/External_Ref__c', {records});
  expect(json).toMatchObject([
    {success: true, created: false},
    {success: true, created: true},
    {success: false, errors: [{statusCode: 'DUPLICATE_EXTERNAL_ID'}]},
  ]);
});

test('collections delete and retrieve by id, null for what is not there', async () => {
  const org = await startOrg();
  const ids = [await create(org, {LastName: 'A'}), await create(org, {LastName: 'B'})];
  const removed = await org.call(
    'DELETE',
    `/composite/sobjects?ids=${ids[0]},nonsense&allOrNone=false`,
  );
  expect(removed.json).toMatchObject([
    {id: ids[0], success: true},
    {success: false, errors: [{statusCode: 'MALFORMED_ID'}]},
  ]);
  const {json} = await org.call('POST', '/composite/sobjects/Contact', {ids, fields: ['LastName']});
  expect(json).toMatchObject([null, {LastName: 'B'}]);
});

test('a collection has at most 200 records', async () => {
  const org = await startOrg();
  const {status} = await org.call('POST', '/composite/sobjects', {
    records: Array(201).fill(contact),
  });
  expect(status).toBe(400);
});

test('changed and deleted records are told for a span of time', async () => {
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

test('a composite call uses earlier answers, and allOrNone takes everything back', async () => {
  const org = await startOrg();
  const base = '/services/data/v62.0/sobjects';
  const requests = (LastName: string | null) => ({
    allOrNone: true,
    compositeRequest: [
      {method: 'POST', url: `${base}/Account`, referenceId: 'acc', body: {Name: 'Acme'}},
      {
        method: 'POST',
        url: `${base}/Contact`,
        referenceId: 'con',
        body: {LastName, AccountId: '@{acc.id}'},
      },
      {method: 'GET', url: `${base}/Contact/@{con.id}?fields=AccountId`, referenceId: 'got'},
    ],
  });
  const good = (await org.call('POST', '/composite', requests('Lee'))).json.compositeResponse;
  expect(good.map((answer: {httpStatusCode: number}) => answer.httpStatusCode)).toEqual([
    201, 201, 200,
  ]);
  expect(good[2].body.AccountId).toBe(good[0].body.id);
  const bad = (await org.call('POST', '/composite', requests(null))).json.compositeResponse;
  expect(bad.map((answer: {body: {errorCode: string}[]}) => answer.body[0]?.errorCode)).toEqual([
    'PROCESSING_HALTED',
    'REQUIRED_FIELD_MISSING',
    'PROCESSING_HALTED',
  ]);
  expect((await org.query('SELECT Id FROM Account')).json.totalSize).toBe(1);
  expect((await org.call('GET', '//__emulator/stats')).json.apiRequests).toBe(3);
});

test('each graph of a call is done whole or not at all', async () => {
  const org = await startOrg();
  const base = '/services/data/v62.0/sobjects';
  const graph = (graphId: string, LastName: string | null) => ({
    graphId,
    compositeRequest: [
      {method: 'POST', url: `${base}/Account`, referenceId: 'acc', body: {Name: graphId}},
      {
        method: 'POST',
        url: `${base}/Contact`,
        referenceId: 'con',
        body: {LastName, AccountId: '@{acc.id}'},
      },
    ],
  });
  const body = {graphs: [graph('good', 'Lee'), graph('bad', null)]};
  const {status, json} = await org.call('POST', '/composite/graph', body);
  expect(status).toBe(200);
  expect(json.graphs).toMatchObject([
    {graphId: 'good', isSuccessful: true},
    {graphId: 'bad', isSuccessful: false},
  ]);
  const [, bad] = json.graphs;
  expect(bad.graphResponse.compositeResponse).toMatchObject([
    {referenceId: 'acc', body: [{errorCode: 'PROCESSING_HALTED'}]},
    {referenceId: 'con', body: [{errorCode: 'REQUIRED_FIELD_MISSING'}]},
  ]);
  expect((await org.query('SELECT Name FROM Account')).json.records).toMatchObject([
    {Name: 'good'},
  ]);
  const many = Array.from({length: 501}, (_, at) => ({
    method: 'GET',
    url: `${base}/Contact`,
    referenceId: `r${at}`,
  }));
  const tooMany = {graphs: [{graphId: 'many', compositeRequest: many}]};
  expect((await org.call('POST', '/composite/graph', tooMany)).json[0].errorCode).toBe(
    'LIMIT_EXCEEDED',
  );
});

test('a tree is created whole or not at all', async () => {
  const org = await startOrg();
  const tree = (LastName?: string) => ({
    records: [
      {
        attributes: {type: 'Account', referenceId: 'a'},
        Name: 'Acme',
        Contacts: {records: [{attributes: {type: 'Contact', referenceId: 'c'}, LastName}]},
      },
    ],
  });
  const good = await org.call('POST', '/composite/tree/Account', tree('Lee'));
  expect(good).toMatchObject({
    status: 201,
    json: {hasErrors: false, results: [{referenceId: 'a'}, {referenceId: 'c'}]},
  });
  const bad = await org.call('POST', '/composite/tree/Account', tree());
  expect(bad).toMatchObject({
    status: 400,
    json: {
      hasErrors: true,
      results: [{referenceId: 'c', errors: [{statusCode: 'REQUIRED_FIELD_MISSING'}]}],
    },
  });
  expect((await org.query('SELECT Id FROM Account')).json.totalSize).toBe(1);
});

test('a batch makes each call by itself', async () => {
  const org = await startOrg();
  const batchRequests = [
    {method: 'GET', url: 'v62.0/sobjects/Contact/describe'},
    {method: 'GET', url: 'v62.0/sobjects/Nothing'},
  ];
  const {json} = await org.call('POST', '/composite/batch', {batchRequests});
  expect(json).toMatchObject({
    hasErrors: true,
    results: [{statusCode: 200, result: {name: 'Contact'}}, {statusCode: 404}],
  });
});

test('a converted lead cannot be changed', async () => {
  const org = await startOrg();
  const id = await create(org, {LastName: 'Lee', Company: 'Acme', IsConverted: true}, 'Lead');
  const lead = {attributes: {type: 'Lead'}, id, LastName: 'New'};
  const {json} = await org.call('PATCH', '/composite/sobjects', {records: [lead]});
  const message = 'cannot reference converted lead';
  expect(json).toEqual([
    {success: false, errors: [{statusCode: 'CANNOT_UPDATE_CONVERTED_LEAD', message, fields: []}]},
  ]);
});

test('contacts join a campaign once, and leave it with it', async () => {
  const org = await startOrg();
  const ContactId = await create(org, {LastName: 'Lee'});
  const CampaignId = await create(org, {Name: 'Spring'}, 'Campaign');
  expect((await org.call('GET', `/sobjects/Campaign/${CampaignId}`)).json).toMatchObject({
    Type: 'Conference',
    Status: 'Planned',
    NumberOfLeads: 0,
  });
  await create(org, {CampaignId, ContactId}, 'CampaignMember');
  const again = await org.call('POST', '/sobjects/CampaignMember', {CampaignId, ContactId});
  expect(again.json[0]).toMatchObject({
    errorCode: 'DUPLICATE_VALUE',
    message: 'Already a campaign member.',
  });
  await org.call('DELETE', `/sobjects/Campaign/${CampaignId}`);
  expect((await org.query('SELECT Id FROM CampaignMember')).json.totalSize).toBe(0);
});

test('a topic is gone when it is deleted, because it has no recycle bin', async () => {
  const org = await startOrg();
  const EntityId = await create(org, {LastName: 'Lee'});
  const TopicId = await create(org, {Name: 'Loyal'}, 'Topic');
  await create(org, {TopicId, EntityId}, 'TopicAssignment');
  expect(
    (await org.query(`SELECT Id FROM TopicAssignment WHERE EntityId = '${EntityId}'`)).json
      .totalSize,
  ).toBe(1);
  await org.call('DELETE', `/sobjects/Topic/${TopicId}`);
  expect((await org.query('SELECT Id FROM Topic', 'queryAll')).json.totalSize).toBe(0);
  expect((await org.query('SELECT Id FROM TopicAssignment')).json.totalSize).toBe(0);
});

test('an account with a last name is a person, in an org that has such', async () => {
  const describeFile = new URL('../person-accounts.json', import.meta.url).pathname;
  const org = await startOrg({describeFiles: [describeFile]});
  const id = await create(org, {FirstName: 'Ann', LastName: 'Lee'}, 'Account');
  const path = `/sobjects/Account/${id}`;
  expect((await org.call('GET', path)).json).toMatchObject({
    Name: 'Ann Lee',
    IsPersonAccount: true,
  });
  await org.call('PATCH', path, {LastName: 'Roe'});
  expect((await org.call('GET', path)).json).toMatchObject({Name: 'Ann Roe'});
  const business = await create(org, {Name: 'Acme'}, 'Account');
  for (const [method, where, fields, names] of [
    ['POST', '/sobjects/Account', {Name: 'Ann Lee', LastName: 'Lee'}, 'Name'],
    ['PATCH', path, {Name: 'Ann Lee'}, 'Name'],
    ['PATCH', `/sobjects/Account/${business}`, {LastName: 'Lee'}, 'LastName'],
  ] as const) {
    expect((await org.call(method, where, fields)).json).toMatchObject([
      {
        errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
        message: `Account: bad field names on insert/update call: ${names}`,
      },
    ]);
  }
  expect((await org.call('POST', '/sobjects/Account', {FirstName: 'Ann'})).status).toBe(400);
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
