import {randomInt} from 'node:crypto';
import {chmod, readdir, rm, stat, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';
import {badgeEvent, type Delivery, deliver, inParallel, SECRET} from './fixtures/deliveries.js';
import {type ReceiverProgram, startProgram, storedEvents} from './fixtures/receiver-program.js';

const OTHER_SECRET = `whsec_${Buffer.from('another secret of these tests').toString('base64')}`;

test('of 10,000 deliveries with repeats and out of order none is lost and none is stored twice', async () => {
  const folder = await temporaryFolder();
  const program = await startProgram(folder, ['--max-file-bytes', '1000000']);
  const messages = makeMessages(8000);
  const repeats = Array.from({length: 2000}, () => messages[randomInt(8000)] as Delivery);
  await inParallel(shuffled([...messages, ...repeats]), 32, message =>
    deliverUntilStored(program, message),
  );
  expect(await program.end('SIGTERM')).toEqual({code: 0});
  const events = await storedEvents(folder);
  expect(events.map(({id}) => id).sort()).toEqual(messages.map(({id}) => id).sort());
});

test('killed again and again, the receiver keeps what it acknowledged, and each event once', async () => {
  const folder = await temporaryFolder();
  const messages = makeMessages(3000);
  const acknowledged = new Set<string>();
  for (let kills = 0; kills < 6; kills++) {
    const program = await startProgram(folder, ['--max-file-bytes', '200000']);
    const killAfter = acknowledged.size + randomInt(50, 400);
    const missing = messages.filter(({id}) => !acknowledged.has(id));
    let ending: Promise<unknown> | undefined;
    await inParallel(missing, 24, async message => {
      if (ending) return;
      const answer = await deliver(program.url, message).catch(() => undefined);
      if (answer?.status === 204) acknowledged.add(message.id);
      // In the middle of other deliveries.
      if (acknowledged.size >= killAfter) ending ??= program.end('SIGKILL');
    });
    await (ending ?? program.end('SIGKILL'));
    const stored = (await storedEvents(folder)).map(({id}) => id);
    expect(new Set(stored).size).toBe(stored.length);
    expect([...acknowledged].filter(id => !stored.includes(id))).toEqual([]);
  }
  const last = await startProgram(folder);
  await inParallel(messages, 24, message => deliverUntilStored(last, message));
  await last.end('SIGTERM');
  const events = await storedEvents(folder);
  expect(events.map(({id}) => id).sort()).toEqual(messages.map(({id}) => id).sort());
});

test('a message that is delivered again after a restart, and after its file was removed, is not stored', async () => {
  const folder = await temporaryFolder();
  const [first, second] = makeMessages(2) as [Delivery, Delivery];
  const before = await startProgram(folder, ['--max-file-bytes', '1024']);
  await deliver(before.url, {...first, body: first.body.replace('Gold', 'Gold'.padEnd(2000, '!'))});
  await before.end('SIGTERM');
  const [event] = await storedEvents(folder);
  expect(event?.id).toBe(first.id);
  await Promise.all((await eventFiles(folder)).map(path => rm(path)));
  const after = await startProgram(folder);
  expect((await deliver(after.url, first)).status).toBe(204);
  expect((await deliver(after.url, second)).status).toBe(204);
  await after.end('SIGTERM');
  expect((await storedEvents(folder)).map(({id}) => id)).toEqual([second.id]);
});

test('while the secret is exchanged, deliveries signed with either are taken; SIGHUP reads the file again', async () => {
  const folder = await temporaryFolder();
  const secretFile = join(folder, 'secrets');
  await writeFile(secretFile, `# old\n${SECRET}\n`);
  const program = await startProgram(join(folder, 'events'), ['--secret-file', secretFile], {});
  const [one, two, three] = makeMessages(3) as [Delivery, Delivery, Delivery];
  expect((await deliver(program.url, {...one, secret: OTHER_SECRET})).status).toBe(401);
  await writeFile(secretFile, `${SECRET}\n${OTHER_SECRET}\n`);
  await program.reload();
  expect((await deliver(program.url, {...one, secret: OTHER_SECRET})).status).toBe(204);
  expect((await deliver(program.url, two)).status).toBe(204);
  await writeFile(secretFile, 'nonsense\n');
  await program.reload();
  expect((await deliver(program.url, three)).status).toBe(204);
  expect(program.stderr()).toContain('going on as before');
  expect(program.stderr()).not.toContain('nonsense');
});

test('two receivers cannot use one folder', async () => {
  const folder = await temporaryFolder();
  await startProgram(folder);
  await expect(startProgram(folder)).rejects.toThrow('Another cohort-webhooks is writing to');
});

test('a busy port is named, with the option that chooses another', async () => {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  const starting = startProgram(await temporaryFolder(), ['--port', String(port)]);
  await expect(starting).rejects.toThrow(
    `Another program is listening on port ${port} of 127.0.0.1. Stop it, or choose another port with --port.`,
  );
});

test('a folder that cannot be made or written is named', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(startProgram(join(file, 'events'))).rejects.toThrow(join(file, 'events'));
  const locked = join(folder, 'locked');
  await writeFile(locked, '');
  await expect(startProgram(locked)).rejects.toThrow(`${locked} cannot be used`);
});

test.skipIf(process.getuid?.() === 0)(
  'a folder without write permission is named (skipped as root, who may write anywhere)',
  async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o500);
    await expect(startProgram(folder)).rejects.toThrow(`${folder} cannot be used`);
  },
);

test.each([
  [['--port', '70000'], '--port: expected a whole number from 0 to 65535.'],
  [['--max-rate', 'fast'], '--max-rate: expected a whole number from 1 to 1000000.'],
  [['--keep-days', '0'], '--keep-days: expected a whole number from 1 to 36500.'],
  [['--path', 'hooks'], '--path hooks: expected a path such as /webhooks/cohort.'],
  [['--tls-cert', 'cert.pem'], '--tls-cert and --tls-key belong together'],
  [['--prot', '1'], 'Unknown argument: prot'],
  [['--folder', 'other'], '--folder is given more than once.'],
])('the options %j are refused before anything is started', async (options, message) => {
  await expect(startProgram(await temporaryFolder(), options)).rejects.toThrow(message);
});

test('no secret, a secret of another form and a short one are explained without being shown', async () => {
  const folder = await temporaryFolder();
  const start = (secret: string) => startProgram(folder, [], {COHORT_WEBHOOK_SECRET: secret});
  await expect(start('')).rejects.toThrow('environment variable COHORT_WEBHOOK_SECRET');
  await expect(start('sk_abcdefgh')).rejects.toThrow(
    'The secret in COHORT_WEBHOOK_SECRET does not begin with whsec_.',
  );
  await expect(start(`${SECRET} whsec_***`)).rejects.toThrow(
    'Secret 2 in COHORT_WEBHOOK_SECRET is not base64',
  );
  await expect(start('whsec_c2hvcnQ=')).rejects.toThrow('has 5 bytes; at least 16 are expected');
  await expect(start('sk_abcdefgh')).rejects.not.toThrow('abcdefgh');
});

test('event files are readable for their group and nobody else', async () => {
  const folder = await temporaryFolder();
  const program = await startProgram(join(folder, 'events'));
  for (const message of makeMessages(1)) await deliver(program.url, message);
  await program.end('SIGTERM');
  const paths = [join(folder, 'events'), ...(await eventFiles(join(folder, 'events')))];
  const modes = await Promise.all(paths.map(async path => (await stat(path)).mode & 0o007));
  expect(modes).toEqual([0, 0]);
});

test('on SIGTERM, what has begun to arrive is stored and answered, and the program ends with 0', async () => {
  const folder = await temporaryFolder();
  const program = await startProgram(folder);
  const answers = makeMessages(200).map(message =>
    deliver(program.url, message).catch(() => undefined),
  );
  await answers[0];
  const {code} = await program.end('SIGTERM');
  const stored = (await Promise.all(answers)).filter(answer => answer?.status === 204);
  expect(code).toBe(0);
  expect((await storedEvents(folder)).length).toBeGreaterThanOrEqual(stored.length);
});

function makeMessages(count: number): Delivery[] {
  return Array.from({length: count}, (_, index) => ({
    id: `msg_${index}`,
    body: JSON.stringify(badgeEvent({userId: `user-${index % 500}`, at: 1.7e12 + index})),
  }));
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map(item => ({item, at: Math.random()}))
    .sort((left, right) => left.at - right.at)
    .map(({item}) => item);
}

/** As Svix does. */
async function deliverUntilStored({url}: ReceiverProgram, message: Delivery): Promise<void> {
  let {status} = await deliver(url, message);
  while (status === 503) ({status} = await deliver(url, message));
  expect(status).toBe(204);
}

async function eventFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter(name => name.endsWith('.jsonl')).map(name => join(folder, name));
}
