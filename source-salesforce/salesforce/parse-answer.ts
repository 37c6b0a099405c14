import {ConnectorError, isObject} from '@cohort-salesforce/spec';

export {isObject};

/** The request whose answer it is. */
interface Asked {
  method: string;
  path: string;
  /** Whether an answer has all that is needed of it. */
  isAnswer?: ((answer: unknown) => boolean) | undefined;
}

/**
 * The value, if it has all that is needed of it. What lacks something is no answer of Salesforce's and throws as if
 * there had been none: whether anything was done is unknown.
 */
export function requireAnswer(answer: unknown, asked: Asked): unknown {
  if (asked.isAnswer && !asked.isAnswer(answer))
    throw brokenAnswer(asked, 'lacks what it should say');
  return answer;
}

/** Whether something is an array of objects. */
export function isObjects(value: unknown): value is Record<string, unknown>[] {
  return Array.isArray(value) && value.every(isObject);
}

export function brokenAnswer({method, path}: Asked, what: string): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Salesforce's answer to ${method} ${path.split('?')[0]} ${what}. If it happens again, a proxy in between may be at fault.`,
    facts: {errorCode: 'BROKEN_ANSWER', status: 0},
  });
}
