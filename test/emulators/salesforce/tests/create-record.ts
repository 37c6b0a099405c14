import {expect} from 'vitest';
import type {EmulatedOrg} from './emulated-org.js';

export async function create(
  org: EmulatedOrg,
  fields: object,
  object = 'Contact',
): Promise<string> {
  const {status, json} = await org.call('POST', `/sobjects/${object}`, fields);
  expect(status).toBe(201);
  return json.id;
}
