import {generateKeyPairSync} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {refuses, startConnect, TESTED, writeConnection} from './run-connect.js';

const {privateKey: PEM} = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: {type: 'spki', format: 'pem'},
  privateKeyEncoding: {type: 'pkcs8', format: 'pem'},
});

describe('harness connect', () => {
  test('stores the private key of a JWT login that works', async () => {
    const {path, secretsPath} = writeConnection({authType: 'JWT'});
    writeFileSync(`${path}.pem`, PEM);
    const args = ['--connection', path, '--private-key', `${path}.pem`, ...TESTED];
    const {finished} = await startConnect(args);
    expect((await finished).code).toBe(0);
    expect(parse(readFileSync(secretsPath, 'utf8'))).toEqual({salesforce: {private_key: PEM}});
  });

  test('keeps the private key that is there when Salesforce refuses the new one', async () => {
    const secrets = {salesforce: {private_key: 'works'}};
    const {path, secretsPath} = writeConnection({authType: 'JWT', secrets});
    writeFileSync(`${path}.pem`, PEM);
    const args = ['--connection', path, '--private-key', `${path}.pem`, ...TESTED];
    const {finished} = await startConnect(args, '', refuses('user hasn’t approved this consumer'));
    const {code, stderr} = await finished;
    expect(code).toBe(2);
    expect(stderr).toContain('user hasn’t approved this consumer');
    expect(stderr).toContain(`What ${secretsPath} has already is unchanged.`);
    expect(parse(readFileSync(secretsPath, 'utf8'))).toEqual(secrets);
  });

  test.each(['abc', '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n'])(
    'refuses a file that holds no key: %j',
    async text => {
      const {path, secretsPath} = writeConnection({authType: 'JWT'});
      writeFileSync(`${path}.pem`, text);
      const args = ['--connection', path, '--private-key', `${path}.pem`, ...TESTED];
      const {code, stderr} = await (await startConnect(args)).finished;
      expect(code).toBe(2);
      expect(stderr).toContain(`${path}.pem holds no PEM private key`);
      expect(parse(readFileSync(secretsPath, 'utf8'))).toEqual({});
    },
  );
});
