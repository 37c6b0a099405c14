import {ConnectorError} from '@cohort-salesforce/spec';
import {expect} from 'vitest';

/** Runs what may refuse its input, but only in the one way in which things are refused. */
export async function orRefusal<Result>(
  work: () => Result | Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    expect(error.message).not.toMatch(/^(Cannot read|Maximum call)|is not (a function|iterable)/);
    return undefined;
  }
}
