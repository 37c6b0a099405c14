import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {parse, stringify} from 'yaml';
import {HARNESS} from './run-harness.js';

/**
 * Serves the console over the emulators until Ctrl-C. The connection has everything but a login at
 * Salesforce: connecting is the first thing that a person does there.
 */
export async function runConsole(
  folder: string,
  {
    port,
    loginPort,
    login,
  }: {port: number; loginPort: number; login: {username: string; password: string}},
): Promise<void> {
  const path = join(folder, 'connection.secrets.yaml');
  const {salesforce, ...rest} = parse(await readFile(path, 'utf8'));
  const {client_secret} = salesforce;
  await writeFile(path, stringify({salesforce: {client_secret}, ...rest}), {mode: 0o600});
  console.log(`1. Open the address below, then connection > Connect.
   Log in as ${login.username} with the password ${login.password}
2. Plan > Show what a sync would do > Run this sync.
3. See the users arrive: open the Cohort emulator's address above.
`);
  const ports = ['--port', String(port), '--login-port', String(loginPort)];
  const args = ['serve', '--connections', folder, ...ports];
  const child = spawn(process.execPath, [HARNESS, ...args], {stdio: 'inherit'});
  // Ctrl-C reaches the console by itself, and the emulators are still needed while it stops.
  process.on('SIGINT', () => {});
  process.once('SIGTERM', () => child.kill('SIGTERM'));
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
}
