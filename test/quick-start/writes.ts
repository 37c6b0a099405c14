import type {Checks} from './checks.js';

// Logins, descriptions, queries and look-ups.
const READS = /^GET |oauth2\/token$|composite\/batch$|users\/lookup$/;

/** Forgets the calls that were counted so far, and nothing else. */
export async function forgetCalls(urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    const headers = {'content-type': 'application/json'};
    await fetch(`${url}/__emulator/reset`, {method: 'POST', headers, body: '{}'});
  }
}

/** Whether both systems were only read. */
export async function expectNoWrites(urls: readonly string[], checks: Checks): Promise<void> {
  for (const url of urls) {
    const answer = await fetch(`${url}/__emulator/stats`);
    const {routes} = (await answer.json()) as {routes: Record<string, number>};
    const writes = Object.keys(routes).filter(route => !READS.test(route));
    checks.same('quiet sync: calls that write', writes.join(', '), '');
  }
}
