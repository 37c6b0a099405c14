import {readFile, stat} from 'node:fs/promises';
import {configError} from '@cohort-salesforce/spec';
import {concludeFailed} from '../commands/conclude.js';
import {listenForInterruption} from '../commands/interruption.js';
import type {CommonOptions} from '../commands/options.js';
import {openBrowser} from '../connect/open-browser.js';
import {createTerminal} from '../report/terminal.js';
import {FolderConnections} from './connections/folder-connections.js';
import {logRun} from './runs/log-run.js';
import {type ConsoleOptions, startConsole} from './start-console.js';

export interface ServeOptions extends CommonOptions {
  connections: string;
  /** The URL of a database; without it, connections are files. */
  store: string | undefined;
  port: number;
  host: string;
  publicHost: readonly string[];
  passwordFile: string | undefined;
  proxyHeader: string | undefined;
  metricsTokenFile: string | undefined;
  loginPort: number;
  browser: boolean;
}

const MIN_PASSWORD = 12;

/** Serves the console until a signal comes. */
export async function serve(options: ServeOptions): Promise<void> {
  const terminal = createTerminal(options);
  const startedAt = Date.now();
  const interruption = listenForInterruption(terminal, 'Stopping the console and its runs.');
  try {
    await withConnections(options, async parts => {
      const running = await startConsole({
        ...options,
        ...parts,
        onRun: (path, run) => logRun(terminal, path, run),
        publicHosts: options.publicHost,
        password: await readSecret('--password-file', options.passwordFile, MIN_PASSWORD),
        metricsToken: await readSecret('--metrics-token-file', options.metricsTokenFile, 1),
      });
      terminal.print(`The console is at ${running.url}`);
      terminal.warn('The address works once. Press Ctrl-C to stop.');
      if (options.browser && process.stderr.isTTY) openBrowser(running.url);
      await aborted(interruption.signal);
      await running.close();
    });
  } catch (error) {
    concludeFailed(error, {terminal, json: options.json, startedAt});
  } finally {
    interruption.dispose();
  }
}

type Parts = Pick<ConsoleOptions, 'connections' | 'scheduled'>;

async function withConnections(
  {connections: folder, store}: ServeOptions,
  use: (parts: Parts) => Promise<void>,
): Promise<void> {
  if (store === undefined) {
    const found = await stat(folder).catch(() => undefined);
    if (found?.isDirectory()) {
      return use({connections: new FolderConnections(folder), scheduled: folder});
    }
    throw configError(
      `--connections: there is no folder ${folder}. Create it, or name another one.`,
    );
  }
  const {withStoreConnections} = await import('./connections/with-store-connections.js');
  return withStoreConnections(store, connections => use({connections, scheduled: undefined}));
}

async function readSecret(
  option: string,
  path: string | undefined,
  minLength: number,
): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const text = await readFile(path, 'utf8').catch(error => {
    throw configError(`${option}: ${path} cannot be read (${error.code}).`);
  });
  const secret = text.trim();
  if (secret.length >= minLength) return secret;
  throw configError(
    `${option}: ${path} contains ${secret.length} characters, expected ${minLength} or more.`,
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), {once: true});
  });
}
