import {connectSalesforce} from '@cohort-salesforce/source-salesforce/salesforce';
import {isConfidential} from '@cohort-salesforce/spec/http';
import {describe, expect, test} from 'vitest';
import {trustedInstanceUrl} from '../../source-salesforce/salesforce/login/login-url.js';
import {recordingContext} from '../fixtures/recording-context.js';
import {listen} from './listen.js';

const OURS = {client_id: 'app'};

describe('a token goes', () => {
  test.each([
    'https://acme.my.salesforce.com',
    'https://acme--test.sandbox.my.salesforce.com',
    'https://acme.cloudforce.com',
  ])('to %s, which is Salesforce’s own', url => {
    expect(trustedInstanceUrl(`${url}/`, OURS)).toBe(url);
  });

  test.each([
    'http://acme.my.salesforce.com',
    'https://salesforce.com.evil.example',
    'https://evilsalesforce.com',
    'https://evil.example/?.salesforce.com',
    'https://evil.example#.salesforce.com',
    'https://acme.my.salesforce.com@evil.example',
    'https://evil.example\\.salesforce.com',
    'javascript:alert(1)',
    '',
    undefined,
  ])('not to %s', url => {
    expect(() => trustedInstanceUrl(url, OURS)).toThrow(/neither Salesforce's nor the host/);
  });

  test('to another address only where the config logs in itself, and no less protected', () => {
    const login = {...OURS, login_url: 'https://proxy.example:8443'};
    expect(trustedInstanceUrl('https://proxy.example:8443', login)).toBe(login.login_url);
    for (const url of ['http://proxy.example:8443', 'https://proxy.example', 'https://b.example'])
      expect(() => trustedInstanceUrl(url, login)).toThrow(/neither/);
  });
});

describe('without TLS', () => {
  test.each([
    'http://localhost:1',
    'http://127.0.0.1',
    'http://[::1]:8080',
    'http://[fd00::1]',
    'http://10.1.2.3',
    'http://172.16.0.1',
    'http://emulators:8080',
    'http://cohort.internal',
  ])('secrets go to %s, a private network', url => {
    expect(isConfidential(new URL(url))).toBe(true);
  });

  test.each([
    'http://acme.example',
    'http://8.8.8.8',
    'http://172.32.0.1',
    'http://[2001:db8::1]',
    'http://10.evil.example',
    'http://127.0.0.1.evil.example',
    'ftp://localhost',
  ])('secrets never go to %s', url => {
    expect(isConfidential(new URL(url))).toBe(false);
  });
});

test.each(['.evil.example/next', '@evil.example/next', ':81/next'])(
  'an answer that names %s as the next page does not send the token there',
  async next => {
    const asked: string[] = [];
    const server = await listen(request => {
      asked.push(request.url ?? '');
      return request.url === '/services/oauth2/token'
        ? {access_token: 'token', instance_url: server.url}
        : {totalSize: 4000, done: false, records: [{Id: '1'}], nextRecordsUrl: next};
    });
    const login = {...OURS, client_secret: 's', refresh_token: 'r', login_url: server.url};
    const salesforce = await connectSalesforce(login, recordingContext().context);
    const page = await salesforce.query('SELECT Id FROM Contact');
    const second = salesforce.queryMore(page.next ?? '');
    await expect(second).resolves.toBeDefined();
    expect(asked.at(-1)).toBe(`/services/data/v68.0${next}`);
    await salesforce.close();
  },
);
