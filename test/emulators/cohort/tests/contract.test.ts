import {expect, test} from 'vitest';
import {contract, startChecked} from './checked-client.js';

type Node = Record<string, unknown>;

const methods = ['get', 'post', 'patch'];

function* operations(): Generator<[string, string, Node]> {
  for (const [path, item] of Object.entries(contract.paths))
    for (const [method, operation] of Object.entries(item))
      yield [path, method, operation as unknown as Node];
}

// Everything in the document that stands for an operation, a parameter or a field.
function* markable(node: unknown, name: string): Generator<[string, Node]> {
  if (typeof node !== 'object' || node === null) return;
  const {operationId, in: place, properties} = node as Node;
  if (operationId !== undefined || place !== undefined) yield [name, node as Node];
  if (typeof properties === 'object' && 'type' in node)
    for (const [key, field] of Object.entries(properties as Node))
      yield [`${name}.${key}`, field as Node];
  for (const [key, child] of Object.entries(node)) yield* markable(child, `${name}/${key}`);
}

test('every operation, parameter and field says where it is from and why', () => {
  const marked = [...markable(contract, '')];
  expect(marked.length).toBeGreaterThan(100);
  const unmarked = marked.filter(([, node]) => {
    return !['documented', 'assumed'].includes(String(node['x-source'])) || !node['x-reason'];
  });
  expect(unmarked.map(([name]) => name)).toEqual([]);
});

test('only the two calls of the published code are documented', () => {
  const documented = [...operations()].filter(([, , node]) => node['x-source'] === 'documented');
  expect(documented.map(([path, method]) => `${method} ${path}`)).toEqual([
    'post /v1/users/auth-token',
    'get /v1/merchants/campaign-diffusion-configuration',
  ]);
});

test('the emulator has every operation of the contract, and asks each for a key', async () => {
  const {url, close} = await startChecked();
  for (const [path, method] of operations()) {
    expect(methods).toContain(method);
    const reply = await fetch(url + path.replace('{id}', 'x'), {method: method.toUpperCase()});
    expect([path, method, reply.status]).toEqual([path, method, 401]);
  }
  await close();
});
