/** Why a request was refused as a whole. */
export interface WholeRefusal {
  /** The other system's error code. */
  code: string;
  /** The other system's message. */
  message: string;
}

/** Tells which errors mean that the request was refused because of its contents. */
export interface RefusalReader {
  /** A refusal that the other system itself explains; undefined for any other error. */
  refusalOf(error: unknown): WholeRefusal | undefined;
  /** A failure that may be about what was sent although nobody says so, such as a page of a firewall. */
  refusalOfContent(error: unknown): WholeRefusal | undefined;
}

interface Sending<Item, Result> extends RefusalReader {
  send(items: readonly Item[]): Promise<Result[]>;
  /** What stands for an item that is refused when it comes alone. */
  refused(item: Item, refusal: WholeRefusal): Result[];
  /** Sends the same request without items: proves that it is the items that are refused. */
  probe(): Promise<unknown>;
  /** Kept from one call to the next. */
  history: SendingHistory;
}

/** What earlier calls of `sendInParts` have learned. Keep one for each run. */
export interface SendingHistory {
  /** Whether any item was ever accepted. */
  isAnyTaken: boolean;
}

/**
 * Sends items in one request. If the request is refused as a whole, by the other system or by a gateway in
 * front of it, sends each half, and so on down to the items at fault. If every single one of the first
 * items is refused for the same reason, the items are not the cause: throws the refusal.
 */
export async function sendInParts<Item, Result>(
  items: readonly Item[],
  sending: Sending<Item, Result>,
): Promise<Result[]> {
  let first: unknown;
  const reasons: string[] = [];
  const results = await sendPart(items, {
    ...sending,
    refused(item, refusal) {
      reasons.push(`${refusal.code} ${refusal.message}`);
      return sending.refused(item, refusal);
    },
    onRefusal(error) {
      first ??= error;
    },
  });
  const areAllRefused = items.length > 1 && reasons.length === items.length;
  if (areAllRefused && new Set(reasons).size === 1 && !sending.history.isAnyTaken) throw first;
  return results;
}

interface Parts<Item, Result> extends Sending<Item, Result> {
  onRefusal(error: unknown): void;
}

async function sendPart<Item, Result>(
  items: readonly Item[],
  parts: Parts<Item, Result>,
): Promise<Result[]> {
  try {
    const results = await parts.send(items);
    parts.history.isAnyTaken ||= items.length > 0;
    return results;
  } catch (error) {
    const explained = parts.refusalOf(error);
    const refusal = explained ?? (await unexplained(error, parts));
    if (!refusal) throw error;
    parts.onRefusal(error);
    const [first] = items;
    if (items.length !== 1 || first === undefined) return sendHalves(items, parts);
    return explained ? parts.refused(first, refusal) : sendAgain(first, {parts, refusal});
  }
}

async function sendHalves<Item, Result>(
  items: readonly Item[],
  parts: Parts<Item, Result>,
): Promise<Result[]> {
  const middle = Math.ceil(items.length / 2);
  const left = await sendPart(items.slice(0, middle), parts);
  return [...left, ...(await sendPart(items.slice(middle), parts))];
}

// Nobody said that it was the item: it is at fault when it fails again while the same request without it succeeds.
async function sendAgain<Item, Result>(
  item: Item,
  {parts, refusal}: {parts: Parts<Item, Result>; refusal: WholeRefusal},
): Promise<Result[]> {
  try {
    return await parts.send([item]);
  } catch (error) {
    if (parts.refusalOfContent(error)) return parts.refused(item, refusal);
    throw error;
  }
}

async function unexplained<Item, Result>(
  error: unknown,
  {probe, refusalOf, refusalOfContent}: Parts<Item, Result>,
): Promise<WholeRefusal | undefined> {
  const refusal = refusalOfContent(error);
  if (!refusal) return undefined;
  try {
    await probe();
  } catch (refused) {
    if (!refusalOf(refused)) return undefined;
  }
  return refusal;
}
