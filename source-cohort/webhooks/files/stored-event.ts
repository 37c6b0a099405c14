import {isObject, parseJson} from '@cohort-salesforce/spec';

/** An event as it lies in a file. */
export interface StoredEvent {
  /** The message's id, the same when Svix delivers it again. */
  id: string;
  /** ISO 8601, UTC. Never decreases within a folder. */
  receivedAt: string;
  /** The body as it was delivered. */
  event: Record<string, unknown>;
  /** The user after this event; absent when the event changes nothing about the user. */
  user?: UserSnapshot;
}

/** What the events until now say about a user. */
export interface UserSnapshot {
  /** The Cohort User ID. */
  id: string;
  email: string | null;
  lang: string | null;
  /** Badges gained and not lost, in the order in which they were gained. */
  badges: readonly HeldBadge[];
  /** The time of the newest event. ISO 8601, UTC. */
  updatedAt: string;
}

export interface HeldBadge {
  id: string;
  name: string | null;
  gainedAt: string;
}

export interface NewEvent extends Pick<StoredEvent, 'id' | 'receivedAt' | 'user'> {
  /** A JSON object, as it was delivered. */
  body: string;
}

/** The line of an event, with its line end. */
export function formatStoredEvent({id, receivedAt, body, user}: NewEvent): string {
  // JSON allows line ends only between its tokens.
  const event = body.replace(/[\r\n]+/g, ' ');
  const head = `{"id":${JSON.stringify(id)},"receivedAt":"${receivedAt}","event":${event}`;
  return user === undefined ? `${head}}\n` : `${head},"user":${JSON.stringify(user)}}\n`;
}

/** The event on a line; undefined when the line is damaged. */
export function parseStoredEvent(line: Buffer): StoredEvent | undefined {
  try {
    const value = parseJson(line.toString());
    return isStoredEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isStoredEvent(value: unknown): value is StoredEvent {
  if (!isObject(value)) return false;
  const {id, receivedAt, event, user} = value;
  const isComplete = typeof id === 'string' && typeof receivedAt === 'string' && isObject(event);
  return isComplete && (user === undefined || (isObject(user) && Array.isArray(user.badges)));
}
