import {expect, test} from 'vitest';
import {startOrg} from './emulated-org.js';

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
