import {readFileSync} from 'node:fs';
import {Ajv2020, type AnySchema, type ValidateFunction} from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import {expect} from 'vitest';
import {type CohortEmulatorOptions, startCohortEmulator} from '../index.js';

interface Operation {
  operationId: string;
  requestBody?: object;
  responses: Record<string, object>;
}

interface Contract {
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, Record<string, Operation>>;
  components: {schemas: Record<string, AnySchema>};
}

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape, which the contract checks
type Body = any;

export interface Answer {
  status: number;
  headers: Headers;
  body: Body;
}

/** The OpenAPI document, as it is. */
export const contract = JSON.parse(
  readFileSync(
    new URL('../../../../source-cohort/cohort/merchants-api.json', import.meta.url),
    'utf8',
  ),
) as Contract;

const compiler = makeCompiler();

/** Starts an emulator and calls it; every answer is checked against the contract. */
export async function startChecked(options: CohortEmulatorOptions = {}) {
  const emulator = await startCohortEmulator(options);
  const caller = (key: string) => {
    const call = (method: string, path: string, body?: unknown) =>
      callChecked({url: emulator.url, key, method, path, body});
    return {
      get: (path: string) => call('GET', path),
      post: (path: string, body: unknown) => call('POST', path, body),
      patch: (path: string, body: unknown) => call('PATCH', path, body),
    };
  };
  const {url, close, webhookSecret} = emulator;
  return {
    url,
    close,
    webhookSecret,
    test: caller(emulator.apiKey),
    live: caller(emulator.liveApiKey),
    withKey: caller,
    control: (path: string, body?: unknown) => callControl(url, path, body),
  };
}

export type Checked = Awaited<ReturnType<typeof startChecked>>;
export type Caller = Checked['test'];

/** All items of a paged list, page after page. */
export async function readAll(caller: Caller, path: string): Promise<Body[]> {
  const found: Body[] = [];
  let cursor = '';
  do {
    const {status, body} = await caller.get(
      cursor ? withParameter(path, `cursor=${cursor}`) : path,
    );
    expect(status).toBe(200);
    found.push(...body.data);
    cursor = body.nextCursor;
  } while (cursor);
  return found;
}

/** Checks a value against a schema of the contract, refusing properties that it does not name. */
export function expectSchema(value: unknown, pointer: string): void {
  const validate = validatorOf(pointer);
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
}

interface Call {
  url: string;
  key: string;
  method: string;
  path: string;
  body: unknown;
}

async function callChecked({url, key, method, path, body}: Call): Promise<Answer> {
  const headers: Record<string, string> = {authorization: `Bearer ${key}`};
  if (body !== undefined) headers['content-type'] = 'application/json';
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const reply = await fetch(url + path, {method, headers, ...(text ? {body: text} : {})});
  const answered = await reply.text();
  const answer = {status: reply.status, headers: reply.headers, body: parse(answered)};
  const template = templateOf(path);
  expectAnswer(template, method.toLowerCase(), answer);
  if (typeof body === 'object') expectAgreement(template, method.toLowerCase(), {body, answer});
  return answer;
}

function parse(text: string): Body {
  return text === '' ? undefined : JSON.parse(text);
}

function templateOf(path: string): string {
  const [asked = ''] = path.split('?');
  const known = Object.keys(contract.paths);
  const exact = known.find(template => template === asked);
  const fitting = known.find(template => {
    return new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(asked);
  });
  return exact ?? fitting ?? '';
}

function expectAnswer(template: string, method: string, {status, body}: Answer): void {
  const responses = contract.paths[template]?.[method]?.responses;
  if (!responses) {
    expect(status).toBe(404);
    return;
  }
  expect(Object.keys(responses)).toContain(String(status));
  if (body !== undefined) expectSchema(body, responsePointer(template, method, status));
}

function responsePointer(template: string, method: string, status: number): string {
  const response = contract.paths[template]?.[method]?.responses[status] as {$ref?: string};
  const base =
    response.$ref?.slice(1) ?? `/paths/${escapePointer(template)}/${method}/responses/${status}`;
  return `${base}/content/application~1json/schema`;
}

// What the contract refuses the emulator refuses, and what it allows the emulator takes.
function expectAgreement(
  template: string,
  method: string,
  {body, answer}: {body: unknown; answer: Answer},
): void {
  if (!contract.paths[template]?.[method]?.requestBody || answer.status === 401) return;
  const validate = validatorOf(
    `/paths/${escapePointer(template)}/${method}/requestBody/content/application~1json/schema`,
  );
  const results: {status: string}[] = answer.body?.results ?? [];
  const isTaken = answer.status < 300 && !results.some(({status}) => status === 'invalid');
  if (isTaken) expect(validate(body), JSON.stringify(validate.errors)).toBe(true);
}

function validatorOf(pointer: string): ValidateFunction {
  const validate = compiler.getSchema(`contract#${pointer}`);
  if (!validate) throw new Error(`no schema at ${pointer} of the contract`);
  return validate;
}

function makeCompiler(): Ajv2020 {
  const ajv = new Ajv2020({strict: false, allErrors: true});
  formats.default(ajv);
  const strict = structuredClone(contract);
  Object.values(strict.components.schemas).forEach(close);
  return ajv.addSchema(strict, 'contract');
}

// A client reads tolerantly; the emulator answers exactly what the contract names.
function close(schema: AnySchema): void {
  if (typeof schema === 'object' && 'properties' in schema) schema.additionalProperties ??= false;
}

function escapePointer(template: string): string {
  return template.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');
}

function withParameter(path: string, parameter: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${parameter}`;
}

async function callControl(url: string, path: string, body?: unknown): Promise<Body> {
  const init = {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(body),
  };
  const reply = await fetch(`${url}/__emulator/${path}`, body === undefined ? {} : init);
  expect(reply.ok).toBe(true);
  return reply.json();
}
