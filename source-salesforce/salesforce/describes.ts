import type {Connection} from 'jsforce/lib/connection.js';
import type {GetBatch} from './composite-batch.js';
import type {Salesforce} from './salesforce.js';
import type {SObjectDescribe} from './sobject-describe.js';

const BATCH = 25;
// Describes are large answers: some at once, but far from the org's limit of concurrent calls.
const AT_ONCE = 4;

type Described = SObjectDescribe | Error;

/** Describes, each asked for once and kept. */
export function createDescribes(
  jsforce: Connection,
  getBatch: GetBatch,
): Pick<Salesforce, 'describe' | 'describeAll' | 'describeGlobal'> {
  const known = new Map<string, Promise<SObjectDescribe>>();

  function describe(object: string): Promise<SObjectDescribe> {
    const asked = known.get(object) ?? (jsforce.describe(object) as Promise<SObjectDescribe>);
    known.set(object, asked);
    asked.catch(() => known.delete(object));
    return asked;
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
    const answers = await getBatch(objects.map(object => `/sobjects/${object}/describe`));
    for (const [index, object] of objects.entries()) {
      const answer = answers[index] as Described;
      found.set(object, answer);
      if (!(answer instanceof Error)) known.set(object, Promise.resolve(answer));
    }
  }

  return {
    describe,
    describeAll,
    describeGlobal: async () => (await jsforce.describeGlobal()).sobjects,
  };
}

function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({length: Math.ceil(items.length / size)}, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
