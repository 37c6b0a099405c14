import {createReadStream} from 'node:fs';
import {readLines} from '@cohort-salesforce/spec';
import {type PlannedLine, parsePlannedLine} from './planned-lines.js';

/** The plan that the console makes, in the connection's folder. */
export const CONSOLE_PLAN = 'plan.jsonl';

export interface PlanPage {
  changes: PlannedLine[];
  /** From 1. */
  page: number;
  hasMore: boolean;
}

/** One page of the changes of a plan that are wanted, in the plan's order. */
export async function readPlanPage(
  path: string,
  {isWanted, page, size}: {isWanted: (change: PlannedLine) => boolean; page: number; size: number},
): Promise<PlanPage> {
  const changes: PlannedLine[] = [];
  let isHeader = true;
  let toSkip = (page - 1) * size;
  for await (const lines of readLines(createReadStream(path))) {
    for (const line of lines) {
      if (isHeader) {
        isHeader = false;
        continue;
      }
      const change = parsePlannedLine(line.toString(), path);
      if (!isWanted(change)) continue;
      if (toSkip > 0) toSkip -= 1;
      else if (changes.length < size) changes.push(change);
      else return {changes, page, hasMore: true};
    }
  }
  return {changes, page, hasMore: false};
}
