import {type LongLine, tooLong} from '@cohort-salesforce/spec';

/** Takes the place of a line that is too long to be news of any use. Throws for a state, which must not be lost. */
export function passOverLongLine(line: LongLine, lineNumber: number): Buffer {
  if (line.type === 'STATE') throw tooLong(lineNumber);
  return Buffer.from(describePassedOver(line));
}

export function describePassedOver({bytes, type}: LongLine): string {
  const what = type === undefined ? '' : ` (a message of type ${type})`;
  return `A line of ${bytes} bytes${what} was passed over.`;
}
