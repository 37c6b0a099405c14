import {findRejectedProblem} from '../report/find-rejected-problem.js';
import {withProgress} from '../report/progress.js';
import {type StreamSummary, toStreamSummary} from '../report/summary.js';
import type {Direction} from '../systems/index.js';
import type {CommandContext} from './with-connection.js';

/** Moves what is new in one direction; the label is what people see of it. */
export async function moveOne(
  direction: Direction,
  label: string,
  {work, runContext, terminal, loaded, telemetry}: CommandContext,
): Promise<{isComplete: boolean; moved: StreamSummary[]}> {
  const {source, destination, selection} = direction;
  const shown = label === 'settle' ? 're-import' : label;
  terminal.tell(
    `${shown}: ${source.system} ${selection.stream} -> ${destination.system} ${selection.destinationObject}`,
    {direction: direction.name},
  );
  const ended = telemetry?.direction(shown);
  const {isComplete, tallies} = await withProgress({terminal, label: shown}, onStart =>
    work.move(direction, {label, onStart}),
  ).catch(error => {
    ended?.(false);
    throw error;
  });
  ended?.(isComplete);
  const moved = [...tallies].map(([stream, tally]) => toStreamSummary(stream, tally, label));
  const limit = loaded.connection.limits?.max_rejected;
  // Events of people who have no record yet are rejected in ordinary runs, sometimes all of them.
  const isLimited = direction.name !== 'also' || limit !== undefined;
  const problem = isComplete && isLimited ? findRejectedProblem(moved, limit) : undefined;
  if (problem) runContext.problem(problem);
  return {isComplete: isComplete && runContext.problems.length === 0, moved};
}
