import {onTestFinished} from 'vitest';
import {
  type SalesforceEmulator,
  type SalesforceEmulatorOptions,
  startSalesforceEmulator,
} from '../index.js';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by the tests
  json: any;
}

export interface EmulatedOrg extends SalesforceEmulator {
  /** Calls a path below `/services/data/v62.0`, or from the root when it begins with `//`. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  query(soql: string, resource?: string): Promise<Answer>;
  /** Puts fault rules in force, or carries out an action. */
  fault(...rules: object[]): Promise<Answer>;
}

/** Starts an emulator that is stopped after the test. */
export async function startOrg(options: SalesforceEmulatorOptions = {}): Promise<EmulatedOrg> {
  const emulator = await startSalesforceEmulator({contacts: 0, ...options});
  onTestFinished(() => emulator.close());
  const call: EmulatedOrg['call'] = async (method, path, body, headers = {}) => {
    const isText = typeof body === 'string';
    const url =
      emulator.url + (path.startsWith('//') ? path.slice(1) : `/services/data/v62.0${path}`);
    const reply = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${emulator.credentials.access_token}`,
        ...(body === undefined || isText ? {} : {'content-type': 'application/json'}),
        ...headers,
      },
      ...(body === undefined ? {} : {body: isText ? body : JSON.stringify(body)}),
    });
    const text = await reply.text();
    return {status: reply.status, headers: reply.headers, text, json: parse(text)};
  };
  return {
    ...emulator,
    call,
    query: (soql, resource = 'query') => call('GET', `/${resource}?q=${encodeURIComponent(soql)}`),
    fault: (...rules) => call('POST', '//__emulator/faults', rules),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
