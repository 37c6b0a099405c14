import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {connectorEnvironment} from '../../harness/connector/connector-environment.js';
import {toCommandLine} from '../../harness/connector/to-command-line.js';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {type CompanyProxy, startCompanyProxy} from '../fixtures/company-proxy.js';
import {execute} from '../fixtures/run-bin.js';
import {builtProgram, writeFiles} from '../fixtures/run-program.js';

const CREDENTIALS = 'ann:p@ss word!';
const USERINFO = 'ann:p%40ss%20word!';

let cohort: Cohort;
let proxy: CompanyProxy;
beforeEach(async () => {
  cohort = await startCohort();
  proxy = await startCompanyProxy(cohort.url, {
    credentials: CREDENTIALS,
    hosts: ['api.getcohort.com'],
  });
});
afterEach(async () => {
  proxy.close();
  await cohort.close();
});

async function check(env: NodeJS.ProcessEnv, api_url?: string) {
  const {config} = await writeFiles({
    config: {api_key: cohort.config.api_key, api: {retries: 0}, ...(api_url && {api_url})},
  });
  const program = builtProgram('source-cohort/main.js');
  const {stdout, stderr} = await execute(process.execPath, [program, 'check', '--config', config], {
    env,
  });
  // The password of a proxy is nobody's business.
  expect(stdout + stderr).not.toMatch(/p@ss word!|p%40ss/);
  return stdout + stderr;
}

const withPassword = () => proxy.url.replace('//', `//${USERINFO}@`);

test.each(['HTTPS_PROXY', 'https_proxy'])(
  '%s is used with its password, and its own CA is trusted when it is named',
  async name => {
    const said = await check({[name]: withPassword(), NODE_EXTRA_CA_CERTS: proxy.caFile});
    expect(said).toContain('SUCCEEDED');
    expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT api.getcohort.com:443']));
  },
);

test('plain http goes through HTTP_PROXY without a tunnel', async () => {
  const said = await check({HTTP_PROXY: withPassword()}, 'http://cohort.internal:8080');
  expect(said).toContain('SUCCEEDED');
  expect(new Set(proxy.asked)).toEqual(new Set(['GET cohort.internal:8080']));
});

test('a proxy that looks into TLS is not trusted by itself', async () => {
  expect(await check({HTTPS_PROXY: withPassword()})).toMatch(
    /FAILED.*certificate that is not trusted .* NODE_EXTRA_CA_CERTS/,
  );
});

test('a proxy that requires a password is named in the error', async () => {
  expect(await check({HTTPS_PROXY: proxy.url})).toMatch(/FAILED.*The proxy .* \(HTTP 407\)/);
});

test('a proxy variable that is no address is refused by its name', async () => {
  expect(await check({HTTPS_PROXY: 'ftp://ann:p@ss word!@proxy'})).toMatch(
    /FAILED.*environment variable HTTPS_PROXY is not the address of a proxy/,
  );
});

test('calls to this machine and to the hosts in NO_PROXY go past the proxy', async () => {
  const all = {HTTPS_PROXY: withPassword(), HTTP_PROXY: withPassword()};
  expect(await check(all, cohort.url)).toContain('SUCCEEDED');
  await check({...all, NO_PROXY: 'example.com,.internal'}, 'http://cohort.internal:1');
  expect(proxy.asked).toEqual([]);
});

test('the harness hands the variables on to the connectors that it starts, also in containers', () => {
  vi.stubEnv('HTTPS_PROXY', withPassword());
  vi.stubEnv('NODE_EXTRA_CA_CERTS', proxy.caFile);
  expect(connectorEnvironment()).toMatchObject({HTTPS_PROXY: withPassword()});
  const image = {name: 'source', command: [], image: 'acme/source'};
  const line = toCommandLine(image, {command: 'check', files: {}}).join(' ');
  expect(line).toContain('--env HTTPS_PROXY ');
  expect(line).toContain(`--env NODE_EXTRA_CA_CERTS --volume ${proxy.caFile}:${proxy.caFile}:ro`);
  expect(line).not.toContain(USERINFO);
  vi.unstubAllEnvs();
});
