import {html} from 'hono/html';
import type {PlannedLine} from '../../plan/planned-lines.js';
import type {PlanPage} from '../../plan/read-plan-page.js';
import type {Summary} from '../../report/summary.js';
import type {ConnectionFacts} from '../connections/facts.js';
import type {CommandRun} from '../runs/command-run.js';
import type {Texts} from '../text/en.js';
import {addressOf, button, type Html, layout, type PageContext, value} from './layout.js';
import {runPanel, streamsTable} from './run-page.js';

export interface PlanFilter {
  search: string;
  /** created, updated, deleted; empty for all. */
  action: string;
}

/** Whether a change is among those that are looked for. */
export function isShown(change: PlannedLine, {search, action}: PlanFilter): boolean {
  const text = `${change.person} ${DIRECTIONS[change.system] ?? ''}`.toLowerCase();
  const isOfAction = action === '' || change.result === action;
  return isOfAction && text.includes(search.trim().toLowerCase());
}

// By the system that is written.
const DIRECTIONS: Readonly<Record<string, 'import' | 'export'>> = {
  cohort: 'import',
  salesforce: 'export',
};

/** What a sync would do: counts, then people. */
export function planPage(
  context: PageContext,
  {name}: ConnectionFacts,
  {
    run,
    plan,
    filter,
  }: {run: CommandRun | undefined; plan: PlanPage | undefined; filter: PlanFilter},
): Html {
  const {t} = context;
  const {summary} = run ?? {};
  const body = html`
${run?.isUnderWay ? '' : html`${button(context, {action: addressOf(name, 'plan'), label: run ? t.planAgain : t.planNow, isQuiet: plan !== undefined})}<p class="small">${t.planHint}</p>`}
<div id="live" data-events="${run?.isUnderWay ? addressOf(name, 'events') : ''}" data-reload="yes">
${run === undefined ? html`<p>${t.noPlan}</p>` : plan && summary ? planned(context, name, {summary, plan, filter}) : runPanel(context, name, run)}
</div>`;
  return layout(context, {title: `${name}: ${t.plan}`, place: {name, tab: 'plan'}, body});
}

function planned(
  context: PageContext,
  name: string,
  {
    summary: {streams, examples = []},
    plan: {changes, page, hasMore},
    filter,
  }: {summary: Summary; plan: PlanPage; filter: PlanFilter},
): Html {
  const {t} = context;
  const rejected = examples.filter(example => example.includes('would be rejected'));
  const link = (to: number, label: string) =>
    html`<a href="${addressOf(name, 'plan', {...filter, page: String(to)})}">${label}</a>`;
  return html`<h2>${t.planned}</h2>
${streamsTable(t, streams)}
${button(context, {action: addressOf(name, 'approve'), label: t.approve})}<p class="small">${t.approveHint}</p>
${rejected.map(example => html`<p>${example}</p>`)}
<h2>${t.plannedChanges}</h2>
${filterForm(t, filter)}
${changes.length === 0 ? html`<p>${t.nobodyMatches}</p>` : changes.map(change => person(t, name, change))}
<p class="pages">${page > 1 ? link(page - 1, t.previous) : ''} ${hasMore ? link(page + 1, t.next) : ''}</p>`;
}

function filterForm(t: Texts, {search, action}: PlanFilter): Html {
  const actions = [
    ['', t.all],
    ['created', t.created],
    ['updated', t.updated],
    ['deleted', t.deleted],
  ] as const;
  return html`<form method="get" class="row"><label>${t.search}<input type="search" name="search" value="${search}"></label>
<label>${t.action}<select name="action">${actions.map(([key, text]) => html`<option value="${key}"${key === action ? html` selected` : ''}>${text}</option>`)}</select></label><button class="quiet">${t.search}</button></form>`;
}

function person(t: Texts, name: string, change: PlannedLine): Html {
  const direction = t[DIRECTIONS[change.system] ?? 'import'];
  return html`<details><summary>${direction}: <a href="${addressOf(name, 'person', {email: change.person})}">${change.person}</a> – ${t[change.result]}</summary>${diff(t, change)}</details>`;
}

/** The fields of one planned change. */
export function diff(t: Texts, {fields}: Pick<PlannedLine, 'fields'>): Html {
  const rows = fields.map(
    ({name, from, to}) =>
      html`<tr><th scope="row">${name}</th><td><del>${value(from, t)}</del></td><td><ins>${value(to, t)}</ins></td></tr>`,
  );
  return html`<table><thead><tr><th scope="col">${t.field}</th><th scope="col">${t.from}</th><th scope="col">${t.to}</th></tr></thead><tbody>${rows}</tbody></table>`;
}
