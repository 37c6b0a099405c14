import type {Problem} from '../../connector/message-handler.js';
import type {Runs} from '../runs/runs.js';

/** What `harness check` said. */
export interface CheckResult {
  isGood: boolean;
  problems: readonly Problem[];
}

/** The latest check of each connection, until its settings change. */
export class Checks {
  readonly #runs: Runs;
  readonly #latest = new Map<string, CheckResult>();

  constructor(runs: Runs) {
    this.#runs = runs;
  }

  latest(path: string): CheckResult | undefined {
    return this.#latest.get(path);
  }

  forget(path: string): void {
    this.#latest.delete(path);
  }

  async check(path: string): Promise<void> {
    const run = await this.#runs.ask(path, 'check');
    const {summary, lines} = run;
    const problems = summary?.errors ?? [
      {connector: 'harness', failure: 'system_error' as const, message: lines.join(' ')},
    ];
    this.#latest.set(path, {isGood: summary?.status === 'succeeded', problems});
  }
}
