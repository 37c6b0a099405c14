import {once} from 'node:events';
import type {Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {configError} from '@cohort-salesforce/spec';
import {createAdaptorServer} from '@hono/node-server';
import {Sessions} from './access/sessions.js';
import {Checks} from './connections/checks.js';
import type {ConsoleConnections} from './connections/console-connections.js';
import {Logins} from './connections/logins.js';
import {createApp} from './create-app.js';
import {type CommandRun, type Launcher, THIS_PROGRAM} from './runs/command-run.js';
import {Runs} from './runs/runs.js';
import {Scheduler} from './scheduler.js';

export interface ConsoleOptions {
  connections: ConsoleConnections;
  /** The folder whose schedules are followed; without it, workers do that. */
  scheduled: string | undefined;
  /** 0: any free one. */
  port: number;
  host: string;
  /** Further names under which the console is reached, such as `console.acme.com`. */
  publicHosts: readonly string[];
  password: string | undefined;
  proxyHeader: string | undefined;
  metricsToken: string | undefined;
  /** Port of the app's callback, http://localhost:1717/OauthRedirect. */
  loginPort: number;
  /** How the commands are started; by default as this program was. */
  launcher?: Launcher;
  /** Called with each sync, plan and retry that is started. */
  onRun?: (path: string, run: CommandRun) => void;
}

export interface Console {
  /** With the one-time token. */
  url: string;
  /** Ends what is under way in an orderly way. */
  close(): Promise<void>;
}

/** Serves the pages and follows schedules. */
export async function startConsole(options: ConsoleOptions): Promise<Console> {
  const {connections, scheduled, host, port, launcher = THIS_PROGRAM} = options;
  refuseUnusable(options);
  const sessions = new Sessions({password: options.password});
  const runs = new Runs(launcher, options.onRun);
  const logins = new Logins(options.loginPort, (path, signal) =>
    connections.keepLogin(path, signal),
  );
  const hosts = new Set<string>();
  const {proxyHeader, metricsToken} = options;
  const app = createApp(
    {connections, runs, logins, checks: new Checks(runs)},
    {access: {sessions, hosts, proxyHeader}, metricsToken},
  );
  const server = createAdaptorServer({fetch: app.fetch}) as Server;
  const chosen = await listen(server, {host, port});
  for (const name of ['127.0.0.1', 'localhost', '[::1]']) hosts.add(`${name}:${chosen}`);
  for (const name of options.publicHosts) hosts.add(name.toLowerCase());
  const scheduler = scheduled === undefined ? undefined : new Scheduler(scheduled, runs);
  scheduler?.start();
  return {
    url: `http://${isLoopback(host) ? host : 'localhost'}:${chosen}/?token=${sessions.token}`,
    close: async () => {
      scheduler?.stop();
      logins.close();
      await runs.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

function refuseUnusable({host, password, proxyHeader}: ConsoleOptions): void {
  if (isLoopback(host) || password !== undefined || proxyHeader !== undefined) return;
  throw configError(
    `--host ${host}: others can reach the console there, so it needs --password-file FILE, or --proxy-header NAME behind a proxy that logs people in.`,
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

async function listen(server: Server, {host, port}: {host: string; port: number}): Promise<number> {
  server.listen({host, port});
  try {
    await once(server, 'listening');
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    const advice =
      code === 'EADDRINUSE'
        ? 'Another program uses it: end that program, or choose another port with --port.'
        : 'Choose another one with --host and --port.';
    throw configError(`The console cannot listen on ${host}:${port} (${code}). ${advice}`);
  }
  return (server.address() as AddressInfo).port;
}
