import type {ChangeLog, Context, PlannedChange} from '@cohort-salesforce/spec';
import type {Found} from './batch/found.js';
import {RESULTS} from './batch/pending-changes.js';
import type {Change, Decision, Match} from './match/index.js';
import type {Target} from './target/index.js';
import {show} from './values/index.js';

const LISTED = 20;
const EXAMPLES = 5;

/** What a person should hear of a run besides its results, said in a few lines. */
export class Report {
  readonly #context: Context;
  readonly #target: Target;
  readonly #changeLog: ChangeLog | undefined;
  readonly #truncated = new Map<string, number>();
  readonly #ambiguous: string[] = [];
  #ambiguousCount = 0;
  readonly #examples = new Map<string, number>();

  constructor(
    context: Context,
    {target, changeLog}: {target: Target; changeLog: ChangeLog | undefined},
  ) {
    this.#context = context;
    this.#target = target;
    this.#changeLog = changeLog;
  }

  countTruncated(fields: readonly string[]): void {
    for (const field of fields) this.#truncated.set(field, (this.#truncated.get(field) ?? 0) + 1);
  }

  countAmbiguous(matches: readonly Match[]): void {
    this.#ambiguousCount += 1;
    if (this.#ambiguous.length >= LISTED) return;
    this.#ambiguous.push(matches.map(({id}) => id).join(' = '));
  }

  /** In a dry run: takes what would happen, and logs the first few of each kind. */
  showDecision({row, matches}: Found, decision: Decision): void {
    for (const change of changesOf(decision)) {
      const from = matches.find(({id}) => id === change.id);
      this.#changeLog?.add(this.#toPlannedChange({row, decision, change, from}));
    }
    const kind = decision.kind === 'result' ? decision.result.status : decision.kind;
    const shown = this.#examples.get(kind) ?? 0;
    this.#examples.set(kind, shown + 1);
    if (shown >= EXAMPLES) return;
    for (const change of changesOf(decision)) {
      const from = matches.find(({id}) => id === change.id);
      const what = `${kind} ${this.#target.object} ${change.id ?? ''}`.trimEnd();
      const fields = this.#describeFields(change, from);
      this.#context.log('INFO', `Dry run: would ${what} for ${row.keyText}: ${fields}`);
    }
    if (decision.kind === 'result') this.#context.log('INFO', `Dry run: ${kind}: ${row.keyText}`);
  }

  /** Says what was counted. */
  finish(): void {
    this.#changeLog?.flush();
    const {object} = this.#target;
    for (const [field, count] of this.#truncated) {
      this.#context.log('WARN', `${object}.${field}: ${count} values were longer and were cut.`);
    }
    if (this.#ambiguousCount === 0) return;
    const more = this.#ambiguousCount > this.#ambiguous.length ? ' and more' : '';
    this.#context.log(
      'WARN',
      `${this.#ambiguousCount} users have several ${object} records each: ${this.#ambiguous.join(', ')}${more}.`,
    );
  }

  #toPlannedChange({row, decision, change, from}: Planned): PlannedChange {
    const fields = this.#target.columns.flatMap(({path}, column) => {
      const to = change.cells[column];
      if (to === undefined) return [];
      return {name: path, from: from ? (from.stored[column] ?? null) : undefined, to};
    });
    return {
      result: decision.kind === 'result' ? 'updated' : RESULTS[decision.kind],
      key: row.keyText,
      recordId: change.id ?? undefined,
      userId: row.userId ?? undefined,
      fields,
    };
  }

  #describeFields({cells}: Change, from: Match | undefined): string {
    const parts = this.#target.columns.flatMap(({path}, column) => {
      const cell = cells[column];
      if (cell === undefined) return [];
      const before = from ? `${quoted(from.stored[column] ?? null)} -> ` : '';
      return [`${path} ${before}${quoted(cell)}`];
    });
    return parts.join(', ') || 'the whole record';
  }
}

interface Planned {
  row: Found['row'];
  decision: Decision;
  change: Change;
  from: Match | undefined;
}

function changesOf(decision: Decision): readonly Change[] {
  if (decision.kind === 'result') return [];
  return decision.kind === 'create' ? [decision.change] : decision.changes;
}

function quoted(cell: string | null): string {
  return cell === null ? '(empty)' : JSON.stringify(show(cell));
}
