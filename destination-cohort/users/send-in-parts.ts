import {type Refusal, refusalOf} from '../../source-cohort/cohort/index.js';

interface Sending<Item, Result> {
  send(items: readonly Item[]): Promise<Result[]>;
  /** What stands for an item that Cohort refuses when it comes alone. */
  refused(item: Item, refusal: Refusal): Result[];
}

/**
 * Sends items in one request. When Cohort refuses it as a whole, its halves are sent, down to the
 * items that are at fault. When every single one is refused for the same reason it is not the
 * items: then the refusal is thrown.
 */
export async function sendInParts<Item, Result>(
  items: readonly Item[],
  sending: Sending<Item, Result>,
): Promise<Result[]> {
  try {
    return await sending.send(items);
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    const [first] = items;
    if (items.length === 1 && first !== undefined) return sending.refused(first, refusal);
    const reasons: string[] = [];
    const results = await sendHalves(items, {
      send: sending.send,
      refused(item, refusal) {
        reasons.push(`${refusal.code} ${refusal.message}`);
        return sending.refused(item, refusal);
      },
    });
    if (reasons.length === items.length && new Set(reasons).size === 1) throw error;
    return results;
  }
}

async function sendHalves<Item, Result>(
  items: readonly Item[],
  sending: Sending<Item, Result>,
): Promise<Result[]> {
  const middle = Math.ceil(items.length / 2);
  const results: Result[] = [];
  for (const half of [items.slice(0, middle), items.slice(middle)]) {
    try {
      results.push(...(await sending.send(half)));
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      const [first] = half;
      const isAlone = half.length === 1 && first !== undefined;
      results.push(
        ...(isAlone ? sending.refused(first, refusal) : await sendHalves(half, sending)),
      );
    }
  }
  return results;
}
