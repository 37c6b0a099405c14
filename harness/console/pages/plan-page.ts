import {html} from 'hono/html';
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

type Step = NonNullable<Summary['changes']>[number];

/** What a sync would do: counts, then people. */
export function planPage(
  context: PageContext,
  {name}: ConnectionFacts,
  {run, filter}: {run: CommandRun | undefined; filter: PlanFilter},
): Html {
  const {t} = context;
  const {summary} = run ?? {};
  const isPlanned = summary?.status === 'succeeded';
  const body = html`
${run?.isUnderWay ? '' : html`${button(context, {action: addressOf(name, 'plan'), label: run ? t.planAgain : t.planNow, isQuiet: isPlanned})}<p class="small">${t.planHint}</p>`}
<div id="live" data-events="${run?.isUnderWay ? addressOf(name, 'events') : ''}" data-reload="yes">
${run === undefined ? html`<p>${t.noPlan}</p>` : isPlanned ? planned(context, name, {summary, filter}) : runPanel(context, name, run)}
</div>`;
  return layout(context, {title: `${name}: ${t.plan}`, place: {name, tab: 'plan'}, body});
}

function planned(
  context: PageContext,
  name: string,
  {summary: {streams, changes = [], examples = []}, filter}: {summary: Summary; filter: PlanFilter},
): Html {
  const {t} = context;
  const found = changes.filter(step => matches(step, filter));
  const rejected = examples.filter(example => example.includes('would be rejected'));
  return html`<h2>${t.planned}</h2>
${streamsTable(t, streams)}
${button(context, {action: addressOf(name, 'sync'), label: t.approve})}
<h2>${t.examplesOnly}</h2>
${filterForm(t, filter)}
${found.length === 0 ? html`<p>${t.nobodyMatches}</p>` : found.map(step => person(t, name, step))}
${rejected.map(example => html`<p>${example}</p>`)}`;
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

function matches({key, result, direction}: Step, {search, action}: PlanFilter): boolean {
  const text = `${key} ${direction}`.toLowerCase();
  return (action === '' || result === action) && text.includes(search.trim().toLowerCase());
}

function person(t: Texts, name: string, step: Step): Html {
  return html`<details><summary>${step.direction === 'export' ? t.export : t.import}: <a href="${addressOf(name, 'person', {email: step.key})}">${step.key}</a> – ${t[step.result]}</summary>${diff(t, step)}</details>`;
}

/** The fields of one planned change. */
export function diff(t: Texts, {fields}: Pick<Step, 'fields'>): Html {
  const rows = fields.map(
    ({name, from, to}) =>
      html`<tr><th scope="row">${name}</th><td><del>${value(from, t)}</del></td><td><ins>${value(to, t)}</ins></td></tr>`,
  );
  return html`<table><thead><tr><th scope="col">${t.field}</th><th scope="col">${t.from}</th><th scope="col">${t.to}</th></tr></thead><tbody>${rows}</tbody></table>`;
}
