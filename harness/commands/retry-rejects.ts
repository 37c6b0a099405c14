import {withProgress} from '../report/progress.js';
import {toStreamSummary} from '../report/summary.js';
import {directionsOf} from '../systems/index.js';
import type {ConnectionOptions} from './options.js';
import {reimport} from './reimport.js';
import {withConnection} from './with-connection.js';

/** Sends again what was rejected, in each direction that is enabled, and imports what that has exported. */
export function retryRejects(options: ConnectionOptions): Promise<void> {
  return withConnection('retry-rejects', options, async job => {
    const {loaded, work, terminal, streams} = job;
    const directions = directionsOf(loaded.connection);
    for (const direction of directions) {
      const moved = await withProgress({terminal, label: direction.name}, onStart =>
        work.retryRejects(direction, onStart),
      );
      if (!moved) continue;
      for (const [stream, tally] of moved.tallies) {
        streams.push(toStreamSummary(stream, tally, direction.name));
      }
      if (!moved.isComplete) return {isComplete: false};
    }
    if (streams.length === 0) terminal.tell('Nothing is rejected.');
    return reimport(directions, job);
  });
}
