import {createHmac} from 'node:crypto';
import {once} from 'node:events';
import {appendFileSync, renameSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {dirname, join} from 'node:path';
import {TwoSystems} from '../../echo/two-systems.js';
import type {Emulators} from '../../fixtures/emulators.js';
import {execute, HARNESS} from '../../fixtures/run-bin.js';
import {toStable} from './to-stable.js';

const SECRET = 'a-shared-secret';
const CHANGED = 5;
const LIMIT = 3;

/** What a receiver of alerts got. */
interface Alert {
  signature: string;
  isSigned: boolean;
  body: Record<string, unknown>;
}

/**
 * Lets a limit stop a run on the emulators, an alert arrive at an HTTP server and explain answer -> the page about it,
 * without what differs from one time to the next.
 */
export async function recordSession(emulators: Emulators): Promise<string> {
  const receiver = await receiveAlerts();
  try {
    const {folder} = emulators;
    renameSync(emulators.connection, join(folder, 'acme.yaml'));
    await call(folder, 'sync --connection acme.yaml --quiet');
    const addition = settings(receiver.url);
    appendFileSync(join(folder, 'acme.yaml'), addition);
    const emails = await raisePoints(new TwoSystems(emulators));
    const stopped = await call(folder, 'sync --connection acme.yaml --quiet');
    const [alert] = receiver.alerts;
    if (!alert) throw new Error(`no alert arrived: ${stopped}`);
    const explain = `explain --connection acme.yaml --email ${emails[0]}`;
    const explained = await call(folder, explain);
    const allow = `sync --connection acme.yaml --quiet --allow-changes ${CHANGED}`;
    const allowed = await call(folder, allow);
    const page = toPage({addition, stopped, alert, explained, allowed});
    return toStable(page, {folder, url: receiver.url});
  } finally {
    receiver.close();
  }
}

function settings(url: string): string {
  return [
    '',
    'limits:',
    `  max_changes: ${LIMIT}`,
    'on_failure:',
    `  url: ${url}/alerts`,
    `  secret: ${SECRET}`,
    '',
  ].join('\n');
}

async function raisePoints(systems: TwoSystems): Promise<string[]> {
  const contacts = await systems.contacts();
  const linked = new Set(contacts.map(({userId}) => userId));
  const users = (await systems.users()).filter(({id}) => linked.has(id)).slice(0, CHANGED);
  for (const {email, values} of users)
    await systems.saveUser(email, {loyalty_points: (values.loyalty_points ?? 0) + 1000});
  return users.map(({email}) => email);
}

/** As a terminal shows it: the command, and what it says on both outputs. */
async function call(folder: string, command: string): Promise<string> {
  // So it calls itself `harness`, as where it is installed.
  const env = {PATH: `${dirname(HARNESS)}:${process.env.PATH}`};
  const {stdout, stderr, code} = await execute(HARNESS, command.split(' '), {cwd: folder, env});
  const end = code === 0 ? '' : `$ echo $?\n${code}\n`;
  return `$ harness ${command}\n${stderr}${stdout}${end}`.trimEnd();
}

async function receiveAlerts() {
  const alerts: Alert[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const signature = String(request.headers['x-signature-256']);
    const wanted = `sha256=${createHmac('sha256', SECRET).update(text).digest('hex')}`;
    alerts.push({signature, isSigned: signature === wanted, body: JSON.parse(text)});
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return {alerts, url: `http://127.0.0.1:${port}`, close};
}

interface Session {
  addition: string;
  stopped: string;
  alert: Alert;
  explained: string;
  allowed: string;
}

function toPage({addition, stopped, alert, explained, allowed}: Session): string {
  const block = (language: string, text: string) => [`\`\`\`${language}`, text.trim(), '```', ''];
  const {signature, isSigned, body} = alert;
  return [
    '# A limit stops a run, and an alert says so',
    '',
    'This session was recorded on the emulators. `test/e2e/session.long.test.ts` records it again and fails when this page differs.',
    '',
    `A connection that syncs already gets a limit and an alert:`,
    '',
    ...block('yaml', addition),
    `Then ${CHANGED} users get more points in Cohort. The next sync would change ${CHANGED} records in Salesforce, so it stops before the first one:`,
    '',
    ...block('console', stopped),
    `The alert arrived as a POST to \`/alerts\`${isSigned ? ', signed with the secret' : ''}:`,
    '',
    ...block('text', `X-Signature-256: ${signature}`),
    ...block('json', JSON.stringify(body, null, 2)),
    'What would change for one of these people, and what has changed before?',
    '',
    ...block('console', explained),
    'The points are correct, so one run is allowed to change more. It continues from the kept state:',
    '',
    ...block('console', allowed),
    'More: [preview and limit](preview-and-limit.md), [alerts](../../harness/README.md#alerts-and-metrics), [one person](one-person.md).',
    '',
  ].join('\n');
}
