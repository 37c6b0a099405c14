import {generateKeyPairSync} from 'node:crypto';
import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import forge from 'node-forge';

export interface Certificates {
  /** PEM of the server's key and certificate. */
  key: string;
  cert: string;
  /** File with the certificate of the CA, for clients to trust. */
  caFile: string;
}

type Attributes = {name: string; value: string}[];

const yearMs = 365 * 86_400_000;

/** Makes a CA that signs one certificate, for these names and addresses, and is then forgotten. */
export function makeCertificates(hosts: readonly string[], caFile?: string): Certificates {
  const authority = newKeys();
  const server = newKeys();
  const issuer = [{name: 'commonName', value: 'Throw-away CA of a Salesforce emulator'}];
  const ca = sign({
    subject: issuer,
    issuer,
    keys: authority,
    by: authority,
    extensions: caExtensions,
  });
  const subject = [{name: 'commonName', value: 'localhost'}];
  const certificate = sign({
    subject,
    issuer,
    keys: server,
    by: authority,
    extensions: serverExtensions(hosts),
  });
  const path = caFile ?? join(mkdtempSync(join(tmpdir(), 'salesforce-emulator-ca-')), 'ca.pem');
  writeFileSync(path, ca);
  return {key: server.pem, cert: certificate + ca, caFile: path};
}

interface Keys {
  pem: string;
  privateKey: forge.pki.rsa.PrivateKey;
  publicKey: forge.pki.rsa.PublicKey;
}

// Node makes RSA keys a hundred times faster than the library does.
function newKeys(): Keys {
  const {privateKey: pem} = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: {type: 'pkcs1', format: 'pem'},
    publicKeyEncoding: {type: 'pkcs1', format: 'pem'},
  });
  const privateKey = forge.pki.privateKeyFromPem(pem);
  return {pem, privateKey, publicKey: forge.pki.setRsaPublicKey(privateKey.n, privateKey.e)};
}

function sign(facts: {
  subject: Attributes;
  issuer: Attributes;
  keys: Keys;
  by: Keys;
  extensions: object[];
}): string {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = facts.keys.publicKey;
  certificate.serialNumber = `01${forge.util.bytesToHex(forge.random.getBytesSync(12))}`;
  certificate.validity.notBefore = new Date(Date.now() - 86_400_000);
  certificate.validity.notAfter = new Date(Date.now() + yearMs);
  certificate.setSubject(facts.subject);
  certificate.setIssuer(facts.issuer);
  certificate.setExtensions([...facts.extensions, {name: 'subjectKeyIdentifier'}]);
  certificate.sign(facts.by.privateKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate);
}

const caExtensions = [
  {name: 'basicConstraints', cA: true, critical: true},
  {name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true},
];

function serverExtensions(hosts: readonly string[]): object[] {
  return [
    {name: 'basicConstraints', cA: false},
    {name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true},
    {name: 'extKeyUsage', serverAuth: true},
    {
      name: 'subjectAltName',
      altNames: hosts.map(host =>
        /^[\d.]+$|:/.test(host) ? {type: 7, ip: host} : {type: 2, value: host},
      ),
    },
  ];
}
