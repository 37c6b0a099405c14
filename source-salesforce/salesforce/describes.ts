import type {ConnectorError} from '@cohort-salesforce/spec';
import type {GetBatch} from './composite-batch.js';
import {brokenAnswer, isObject, isObjects} from './parse-answer.js';
import type {Salesforce} from './salesforce.js';
import type {SObjectDescribe, SObjectSummary} from './sobject-describe.js';

const BATCH = 25;
// Describes are large answers: some at once, but far from the org's limit of concurrent calls.
const AT_ONCE = 4;

type Described = SObjectDescribe | Error;

/** Describes, each asked for once and kept. */
export function createDescribes(
  request: Salesforce['request'],
  getBatch: GetBatch,
): Pick<Salesforce, 'describe' | 'describeAll' | 'describeGlobal'> {
  const known = new Map<string, Promise<SObjectDescribe>>();

  function describe(object: string): Promise<SObjectDescribe> {
    const asked = known.get(object) ?? describeOne(object);
    known.set(object, asked);
    asked.catch(() => known.delete(object));
    return asked;
  }

  function describeOne(object: string): Promise<SObjectDescribe> {
    const path = describePath(object);
    return request({method: 'GET', path, isAnswer: isDescribe});
  }

  async function describeGlobal() {
    const answer = await request<{sobjects: SObjectSummary[]}>({
      method: 'GET',
      path: '/sobjects',
      isAnswer: isGlobalDescribe,
    });
    return answer.sobjects;
  }

  async function describeAll(objects: readonly string[]) {
    const found = new Map<string, Described>();
    const batches = chunk(
      objects.filter(object => !known.has(object)),
      BATCH,
    );
    const worker = async () => {
      for (let batch = batches.shift(); batch; batch = batches.shift())
        await describeBatch(batch, found);
    };
    await Promise.all(Array.from({length: AT_ONCE}, worker));
    for (const object of objects) {
      if (!found.has(object)) found.set(object, await describe(object));
    }
    return found;
  }

  async function describeBatch(objects: readonly string[], found: Map<string, Described>) {
    const answers = await getBatch(objects.map(object => describePath(object)));
    for (const [index, object] of objects.entries()) {
      const answer = answers[index];
      if (!(answer instanceof Error) && !isDescribe(answer)) throw broken(describePath(object));
      found.set(object, answer);
      if (!(answer instanceof Error)) known.set(object, Promise.resolve(answer));
    }
  }

  return {
    describe,
    describeAll,
    describeGlobal,
  };
}

function isDescribe(answer: unknown): answer is SObjectDescribe {
  if (!isObject(answer) || !isNamed(answer) || !isObjects(answer.fields)) return false;
  return answer.fields.every(field => isNamed(field) && typeof field.type === 'string');
}

// The name is a stream's, and a catalog may hold any.
function describePath(object: string): string {
  return `/sobjects/${encodeURIComponent(object)}/describe`;
}

function isGlobalDescribe(answer: unknown): boolean {
  return isObject(answer) && isObjects(answer.sobjects) && answer.sobjects.every(isNamed);
}

function isNamed({name}: Record<string, unknown>): boolean {
  return typeof name === 'string';
}

function broken(path: string): ConnectorError {
  return brokenAnswer({method: 'GET', path}, 'lacks what it should say');
}

function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({length: Math.ceil(items.length / size)}, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
