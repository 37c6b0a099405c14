import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, dirname, join, resolve} from 'node:path';
import {describe, expect, test} from 'vitest';
import {stringify} from 'yaml';
import type {Summary} from '../../harness/report/summary.js';
import {identifyProcess, machineIdentity} from '../../harness/store/process-identity.js';
import {execute, HARNESS, lastLine} from '../fixtures/run-bin.js';

const CONNECTORS = resolve('test/fixtures/connectors');
const source = join(CONNECTORS, 'numbers-source.mjs');
const destination = join(CONNECTORS, 'file-destination.mjs');

/** A connection whose four connectors are fixtures. */
class Connection {
  readonly folder = mkdtempSync(join(tmpdir(), 'connection-'));
  readonly path = join(this.folder, 'acme.yaml');
  readonly out = join(this.folder, 'out.jsonl');

  constructor(changes: Parameters<Connection['write']>[0] = {}) {
    this.write(changes);
    const secrets = {
      salesforce: {client_secret: 'hidden-secret', refresh_token: 't'},
      cohort: {api_key: 'test_hidden'},
    };
    writeFileSync(join(this.folder, 'acme.secrets.yaml'), stringify(secrets), {mode: 0o600});
  }

  write(changes: {import?: object; export?: object | null; limits?: object}): void {
    const imported = {
      enabled: true,
      object: 'Contact',
      email_field: 'email',
      users: 'all',
      fields: ['text'],
    };
    const exported = {
      enabled: true,
      user_id_field: 'Id__c',
      users: 'existing',
      properties: {text: 'Text__c'},
    };
    const connection = {
      salesforce: {auth_type: 'Client', client_id: 'id'},
      cohort: {api_url: 'http://127.0.0.1:1'},
      import: {...imported, ...changes.import},
      ...(changes.export !== null && {export: {...exported, ...changes.export}}),
      ...(changes.limits && {limits: changes.limits}),
    };
    writeFileSync(this.path, stringify(connection));
  }

  async run(
    command: string,
    {
      settings = {},
      more = [],
    }: {settings?: {source?: object; destination?: object}; more?: string[]} = {},
  ) {
    const connectors = [
      `source-salesforce=${source}`,
      `source-cohort=${source}`,
      `destination-salesforce=${destination}`,
      `destination-cohort=${destination}`,
    ].flatMap(pair => ['--connector', pair]);
    const env = {
      NUMBERS_SOURCE: JSON.stringify({records: 7, ...settings.source}),
      FILE_DESTINATION: JSON.stringify({out: this.out, ...settings.destination}),
    };
    const args = [command, '--connection', this.path, ...connectors, ...more];
    return execute(HARNESS, args, {env});
  }

  get secrets(): string {
    return readFileSync(join(this.folder, 'acme.secrets.yaml'), 'utf8');
  }

  inFolder(name: string): string {
    return join(this.folder, 'acme.sync', name);
  }
}

describe('harness sync', () => {
  test('imports, exports, imports what was exported, and reports both directions', async () => {
    const connection = new Connection();
    const {code, stdout} = await connection.run('sync', {more: ['--json']});
    expect(code).toBe(0);
    expect(lastLine(stdout)).toMatchObject({
      status: 'succeeded',
      streams: [
        {direction: 'import', stream: 'Contact', read: 7, created: 7},
        {direction: 'export', stream: 'users', read: 7, created: 7},
      ],
      api_calls: {salesforce: 8, cohort: 7},
    });
    expect(readdirSync(connection.inFolder('.')).sort()).toEqual([
      'baseline',
      'export.baseline.json',
      'export.catalog.json',
      'export.selection.json',
      'export.state.json',
      'import.baseline.json',
      'import.catalog.json',
      'import.selection.json',
      'import.state.json',
      'logs',
      'runs.jsonl',
    ]);
  });

  test('knows its connectors: another program for none of them is a mistake', async () => {
    const connection = new Connection();
    const {code, stderr} = await connection.run('import', {more: ['--connector', 'source=x']});
    expect(code).toBe(2);
    expect(stderr).toContain('--connector: found source, wanted source-salesforce or ');
    expect(existsSync(connection.out)).toBe(false);
  });

  test('reports in words that people read', async () => {
    const {stdout} = await new Connection().run('sync');
    expect(stdout).toMatch(/ +read +created +updated +unchanged +rejected\n/);
    expect(stdout).toMatch(/import Contact +7 +7 +0 +0 +0\n/);
    expect(stdout).toMatch(
      /API calls: cohort 7, salesforce 8\n|API calls: salesforce 8, cohort 7\n/,
    );
    expect(stdout).toMatch(/Done in \d+\.\d s\.\n$/);
  });

  test('goes on from where it was, and starts again when the choice has changed', async () => {
    const connection = new Connection();
    await connection.run('import');
    const again = await connection.run('import', {more: ['--json']});
    expect(lastLine(again.stdout)).toMatchObject({streams: [{read: 0}]});
    connection.write({import: {users: 'existing'}});
    const changed = await connection.run('import', {more: ['--json']});
    expect(lastLine(changed.stdout)).toMatchObject({streams: [{read: 7}]});
  });

  test('starts every connector with the login that the one before was given', async () => {
    const connection = new Connection();
    const usedTokens = join(connection.folder, 'used-tokens');
    await connection.run('import', {settings: {source: {usedTokens}}});
    expect(readFileSync(usedTokens, 'utf8')).toBe('t\nt+\n');
    expect(connection.secrets).toContain('refresh_token: t++\n');
    // The config that a connector tells has settings too, which are the connection's own.
    expect(connection.secrets).not.toContain('objects:');
  });

  test('prints the catalog and does nothing', async () => {
    const connection = new Connection();
    const {code, stdout} = await connection.run('import', {more: ['--print-catalog']});
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      streams: [
        {
          stream: {name: 'Contact', json_schema: {properties: {id: {}, email: {}, text: {}}}},
          sync_mode: 'incremental',
          cursor_field: ['id'],
          primary_key: [['email']],
          destination_sync_mode: 'append_dedup',
          destination_object_name: 'users',
        },
      ],
    });
    expect(existsSync(connection.out)).toBe(false);
  });

  test('keeps its folder where it is told to', async () => {
    const connection = new Connection();
    const folder = join(connection.folder, 'elsewhere');
    await connection.run('import', {more: ['--state-dir', folder]});
    expect(existsSync(join(folder, 'import.state.json'))).toBe(true);
    expect(existsSync(connection.inFolder('.'))).toBe(false);
  });

  test('refuses an export without an import with exit code 2, and runs nothing', async () => {
    const connection = new Connection({import: {enabled: false}});
    const {code, stderr} = await connection.run('export');
    expect(code).toBe(2);
    expect(stderr).toContain('users are exported only if they are also imported');
    expect(existsSync(connection.inFolder('.'))).toBe(false);
  });

  test('does not export after an import that failed', async () => {
    const connection = new Connection();
    const {code, stdout} = await connection.run('sync', {
      settings: {source: {dieAt: 3}},
      more: ['--json'],
    });
    expect(code).toBe(1);
    expect(lastLine(stdout)).toMatchObject({streams: [{direction: 'import', read: 3}]});
  });

  test('tells what the import did when the export cannot begin', async () => {
    const connection = new Connection({export: {properties: {txt: 'Text__c'}}});
    const {code, stdout} = await connection.run('sync', {more: ['--json']});
    expect(code).toBe(2);
    expect(lastLine(stdout)).toMatchObject({streams: [{direction: 'import', created: 7}]});
  });

  test('names a field that the source does not have, with exit code 2', async () => {
    const connection = new Connection({import: {fields: ['txt', 'text']}});
    const {code, stderr} = await connection.run('import');
    expect(code).toBe(2);
    expect(stderr).toContain('Contact has no field txt (did you mean text?)');
  });

  test('writes what connectors say to a log, shows warnings, and shows no secret anywhere', async () => {
    const connection = new Connection();
    const log = (level: string) =>
      JSON.stringify({type: 'LOG', log: {level, message: `${level} hidden-secret`}});
    const settings = {source: {lines: ['a plain test_hidden', log('WARN'), log('INFO')]}};
    const {stdout, stderr} = await connection.run('import', {settings});
    const [name = ''] = readdirSync(connection.inFolder('logs'));
    const text = readFileSync(join(connection.inFolder('logs'), name), 'utf8');
    expect(text).toMatch(/INFO source-salesforce: a plain \*+\n/);
    expect(text).toMatch(/INFO source-salesforce: INFO \*+\n/);
    expect(stderr).toMatch(/warn: source-salesforce: WARN \*+\n/);
    expect(stdout + stderr + text).not.toMatch(/hidden/);
  });
});

describe('harness plan', () => {
  test('says what each direction would do, with examples, and keeps nothing', async () => {
    const connection = new Connection();
    const settings = {destination: {rejectEvery: 4}};
    const {code, stdout} = await connection.run('plan', {settings});
    expect(code).toBe(0);
    expect(stdout).toContain('What a sync would do now; nothing was written.');
    expect(stdout).toContain('  create p0 in Cohort\n    text:\n      + "x"\n');
    expect(stdout).toContain('  create p0 in Salesforce\n');
    expect(stdout).toContain('  Contact: 1 would be rejected, such as p3@example.com: NO: No.\n');
    expect(stdout).toMatch(/import Contact +7 +6 +0 +0 +1\n/);
    expect(existsSync(connection.out)).toBe(false);
    expect(readdirSync(connection.inFolder('.')).sort()).toEqual(['logs', 'runs.jsonl']);
  });

  test('starts from where a sync would', async () => {
    const connection = new Connection({export: null});
    await connection.run('import');
    const before = readFileSync(connection.inFolder('import.state.json'), 'utf8');
    const settings = {source: {records: 9}};
    const {stdout} = await connection.run('plan', {settings, more: ['--json']});
    expect(lastLine(stdout)).toMatchObject({streams: [{read: 2, created: 2}]});
    expect(readFileSync(connection.inFolder('import.state.json'), 'utf8')).toBe(before);
  });
});

describe('limits.max_rejected', () => {
  // 2 of 7 records are rejected.
  const settings = {destination: {rejectEvery: 3}, source: {stateEvery: 100}};
  const summaryOf = (stdout: string) => lastLine(stdout) as Summary;
  const sync = (limit: unknown) =>
    new Connection({limits: {max_rejected: limit}}).run('sync', {settings, more: ['--json']});

  test.each([2, '29%'])('%s lets a run with 2 of 7 rejected succeed', async limit => {
    const {code, stdout} = await sync(limit);
    expect([code, summaryOf(stdout).status]).toEqual([0, 'succeeded']);
  });

  test.each([1, '28%'])('%s fails it after its import, with the records stored', async limit => {
    const connection = new Connection({limits: {max_rejected: limit}});
    const {code, stdout} = await connection.run('sync', {settings, more: ['--json']});
    const {status, streams, errors} = summaryOf(stdout);
    expect([code, status, streams.length]).toEqual([1, 'failed', 1]);
    expect(errors[0]?.message).toContain(
      `2 of 7 records were rejected; limits.max_rejected allows ${limit}`,
    );
    expect(existsSync(connection.inFolder('rejects/Contact.jsonl'))).toBe(true);
  });

  test.each([-1, 'many', '101%', true])('%s is refused, and nothing runs', async limit => {
    const {code, stdout} = await sync(limit);
    expect(code).toBe(2);
    expect(summaryOf(stdout).errors[0]?.message).toContain('limits/max_rejected');
  });
});

describe('harness retry-rejects', () => {
  const rejecting = {destination: {rejectEvery: 3}};
  const rejectedKeys = (connection: Connection) =>
    readFileSync(connection.inFolder('rejects/Contact.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map(line => (JSON.parse(line) as {key: string}).key);

  test('sends only what was rejected, and forgets what is accepted now', async () => {
    const connection = new Connection({export: null});
    await connection.run('import', {settings: {...rejecting, source: {stateEvery: 100}}});
    expect(rejectedKeys(connection)).toEqual(['p2@example.com', 'p5@example.com']);
    const retried = await connection.run('retry-rejects', {more: ['--json']});
    expect(retried.code).toBe(0);
    expect(lastLine(retried.stdout)).toMatchObject({streams: [{read: 2, created: 2, rejected: 0}]});
    expect(existsSync(connection.inFolder('rejects/Contact.jsonl'))).toBe(false);
    const again = await connection.run('retry-rejects');
    expect(again.stderr).toContain('Nothing is rejected.');
  });

  test('imports what the export then wrote, as a sync does', async () => {
    const connection = new Connection();
    await connection.run('import');
    await connection.run('export', {settings: {...rejecting, source: {stateEvery: 100}}});
    const settings = {source: {records: 9}};
    const {code, stdout} = await connection.run('retry-rejects', {settings, more: ['--json']});
    expect(code).toBe(0);
    expect(lastLine(stdout)).toMatchObject({
      streams: [
        {direction: 'export', read: 2, created: 2},
        {direction: 'settle', read: 2, created: 2},
      ],
    });
  });

  test('passes over a rejection that a crash has cut off, and files of others', async () => {
    const connection = new Connection({export: null});
    await connection.run('import', {settings: rejecting});
    writeFileSync(connection.inFolder('rejects/100%.jsonl'), 'mine');
    appendFileSync(connection.inFolder('rejects/Contact.jsonl'), '{"key":"p6@exam');
    const status = await connection.run('status');
    expect(status.code).toBe(0);
    expect(status.stdout).toContain('Rejected records of Contact: 1 (NO 1) in ');
    const retried = await connection.run('retry-rejects', {more: ['--json']});
    expect(retried.code).toBe(0);
    expect(lastLine(retried.stdout)).toMatchObject({streams: [{read: 1, created: 1}]});
  });

  test('keeps what is rejected again, and everything when the run fails', async () => {
    const connection = new Connection({export: null});
    await connection.run('import', {settings: {destination: {rejectEvery: 1}}});
    await connection.run('retry-rejects', {settings: {source: {dieAt: 5}}});
    expect(rejectedKeys(connection)).toHaveLength(7);
    await connection.run('retry-rejects', {settings: {...rejecting, source: {stateEvery: 100}}});
    expect(rejectedKeys(connection)).toEqual(['p2@example.com', 'p5@example.com']);
  });
});

describe('damaged files', () => {
  test.each(['{', '', 'null', '[]'])(
    'a selection that is %j is not taken for unchanged: the direction starts again',
    async text => {
      const connection = new Connection({export: null});
      await connection.run('import');
      writeFileSync(connection.inFolder('import.selection.json'), text);
      const again = await connection.run('import', {more: ['--json']});
      expect(again.stderr).toMatch(/import\.selection\.json is damaged: .* starts again/);
      expect(lastLine(again.stdout)).toMatchObject({streams: [{read: 7}]});
      const third = await connection.run('import', {more: ['--json']});
      expect(lastLine(third.stdout)).toMatchObject({streams: [{read: 0}]});
    },
  );

  test.each(['logs', 'run'])(
    'a file in the place of the folder %s is named, and no lock stays',
    async name => {
      const connection = new Connection({export: null});
      await connection.run('import');
      rmSync(connection.inFolder(name), {recursive: true, force: true});
      writeFileSync(connection.inFolder(name), '');
      const {code, stderr} = await connection.run('import');
      if (name === 'logs') {
        expect(code).toBe(2);
        expect(stderr).toContain(`${connection.inFolder('logs')} cannot be used`);
      } else expect(code).toBe(0);
      expect(stderr).not.toMatch(/^ {4}at /m);
      expect(existsSync(connection.inFolder('lock'))).toBe(false);
    },
  );

  test('damaged rejects do not stop status and retry-rejects', async () => {
    const connection = new Connection({export: null});
    await connection.run('import', {settings: {destination: {rejectEvery: 3}}});
    appendFileSync(connection.inFolder('rejects/Contact.jsonl'), '{"key":"a","mess\nnull\n');
    const status = await connection.run('status');
    expect(status.code).toBe(0);
    expect(status.stdout).toContain('; 2 damaged lines cannot be read');
    const retried = await connection.run('retry-rejects');
    expect(retried.code).toBe(0);
    expect(retried.stderr).toContain('2 damaged lines of');
    expect(existsSync(connection.inFolder('rejects/Contact.jsonl.damaged'))).toBe(true);
  });
});

describe('harness status', () => {
  test('shows runs, positions and rejects', async () => {
    const connection = new Connection();
    await connection.run('sync', {settings: {destination: {rejectEvery: 3}}});
    const {code, stdout} = await connection.run('status');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /sync: done in .*\n {4}import Contact:\n {6}7 read, 6 created, 0 updated, 0 unchanged, 1 rejected\n/,
    );
    expect(stdout).toMatch(/State of the import: kept 20/);
    expect(stdout).toMatch(/Rejected records of users: 1 \(NO 1\) in /);
  });

  test('tells of a run that is under way, and of one that was killed', async () => {
    const connection = new Connection();
    await connection.run('import');
    const self = identifyProcess(process.pid);
    const holder = {...self, machine: machineIdentity(), since: '2026-01-01', connectors: []};
    writeFileSync(connection.inFolder('lock'), JSON.stringify(holder));
    const atWork = await connection.run('status');
    expect(atWork.stdout).toContain(`Under way: process ${process.pid}, since 2026-01-01\n`);
    writeFileSync(connection.inFolder('lock'), JSON.stringify({...holder, started: 'before'}));
    const killed = await connection.run('status');
    expect(killed.stdout).toContain('Killed: process');
    expect(existsSync(connection.inFolder('lock'))).toBe(true);
  });

  test('knows a connection that is not there from one that has never run', async () => {
    const connection = new Connection();
    expect((await connection.run('status')).stdout).toContain('No runs yet.');
    rmSync(connection.path);
    const {code, stderr} = await connection.run('status');
    expect(code).toBe(2);
    expect(stderr).toContain(`there is no file ${connection.path}`);
  });
});

describe('harness check', () => {
  test('asks all four and ends with 0 when all agree', async () => {
    const {code, stderr} = await new Connection().run('check');
    expect(code).toBe(0);
    expect(stderr.match(/^ok: /gm)).toHaveLength(4);
  });

  test('says what each one misses and ends with 2', async () => {
    const checks = {status: 'FAILED', message: 'The key is wrong.'};
    const {code, stdout} = await new Connection().run('check', {
      settings: {source: {checks}},
      more: ['--json'],
    });
    expect(code).toBe(2);
    expect(lastLine(stdout)).toMatchObject({
      exit_reason: 'config_error',
      errors: [
        {connector: 'source-salesforce', message: 'The key is wrong.'},
        {connector: 'source-cohort', message: 'The key is wrong.'},
      ],
    });
  });
});

describe('harness discover', () => {
  test('shows the fields of each system', async () => {
    const {code, stdout} = await new Connection().run('discover');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^salesforce Contact\n {2}id +integer\n {2}email +string\n/);
  });
});

describe('the command line', () => {
  test.each(['--help', '-h'])('shows with %s what there is', async option => {
    const {code, stdout} = await execute(HARNESS, [option]);
    expect(code).toBe(0);
    expect(stdout).toContain('harness sync');
  });

  test('has a version', async () => {
    const {version} = JSON.parse(readFileSync('package.json', 'utf8'));
    expect((await execute(HARNESS, ['--version'])).stdout).toBe(`${version}\n`);
  });

  test.each([
    ['/', `${HARNESS.slice(1)}`],
    [join(dirname(HARNESS), '..'), 'bin/harness'],
  ])('from %s says how its help is called: %s', async (cwd, name) => {
    const {stderr} = await execute(HARNESS, ['--unknown'], {cwd});
    expect(stderr).toContain(`See ${name} --help.`);
  });

  test('says how its help is called where it is on the PATH', async () => {
    const PATH = `${dirname(HARNESS)}${delimiter}${process.env.PATH}`;
    const {stderr} = await execute('harness', ['--unknown'], {cwd: '/', env: {PATH}});
    expect(stderr).toContain('See harness --help.');
  });

  test.each([
    [[], 'Which command?'],
    [['synk', '--connection', 'a.yaml'], 'Did you mean sync?'],
    [['transfer', '--connection', 'a.yaml'], 'Unknown command: transfer'],
    [['import'], 'connection'],
    [['import', '--connection', 'a.yaml', '--conection', 'b'], 'conection'],
    [['import', '--connection', 'a', '--connection', 'b'], '--connection is given twice'],
    [['import', '--connection', 'a', '--connector', 'x'], 'found x, wanted NAME=PROGRAM'],
  ])('%j ends with 2 and says why', async (args, message) => {
    const {code, stdout, stderr} = await execute(HARNESS, args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
  });
});
