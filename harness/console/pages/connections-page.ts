import {html} from 'hono/html';
import {formatNumber} from '../../report/format-summary.js';
import type {PastRun} from '../../store/run-history.js';
import {type ConnectionFacts, isMoving} from '../connections/facts.js';
import {barChart} from './charts.js';
import {addressOf, form, type Html, layout, notice, type PageContext, time} from './layout.js';

const SHOWN_RUNS = 30;
const SPARKLINE = 28;

/** All connections of the folder, with their states. */
export function connectionsPage(
  context: PageContext,
  {connections, problem}: {connections: readonly ConnectionFacts[]; problem?: string | undefined},
): Html {
  const {t} = context;
  const body = html`
${problem === undefined ? '' : notice('bad', problem)}
${connections.length === 0 ? html`<p>${t.noConnections}</p>` : table(context, connections)}
<details${connections.length === 0 ? html` open` : ''}><summary>${t.addConnection}</summary>
${form(context, {
  action: '/connections',
  body: html`
<label>${t.connectionName}<input name="name" required pattern="[A-Za-z0-9][A-Za-z0-9_\\-]*" maxlength="60"><small>${t.connectionNameHint}</small></label>
<label>${t.loginUrl}<input name="login_url" type="url" placeholder="https://acme.my.salesforce.com"></label>
<label>${t.clientId}<input name="client_id" required></label>
<label>${t.apiUrl}<input name="api_url" type="url"></label>
<button>${t.create}</button>`,
})}</details>`;
  return layout(context, {title: t.connections, body});
}

function table({t}: PageContext, connections: readonly ConnectionFacts[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t.connections}"><table>
<thead><tr><th scope="col">${t.connectionName}</th><th scope="col">${t.state}</th><th scope="col">${t.lastRun}</th><th scope="col">${t.nextRun}</th><th scope="col" class="number">${t.people}</th><th scope="col" class="number">${t.rejected}</th><th scope="col">${t.lastRuns}</th></tr></thead>
<tbody>${connections.map(facts => row({t}, facts))}</tbody></table></div>`;
}

function row({t}: Pick<PageContext, 't'>, facts: ConnectionFacts): Html {
  const {name, runs, people, nextRun, isPaused} = facts;
  const last = runs.findLast(isMoving);
  const next = isPaused
    ? t.paused
    : nextRun === undefined
      ? t.notScheduled
      : time(Math.max(nextRun, Date.now()));
  return html`<tr>
<th scope="row"><a href="${addressOf(name, 'settings')}">${name}</a></th>
<td>${stateBadge({t}, facts)}</td>
<td>${last === undefined ? t.never : time(last.started)}</td>
<td>${next}</td>
<td class="number">${people.linked === undefined ? '–' : formatNumber(people.linked)}</td>
<td class="number">${people.rejected === 0 ? '0' : html`<a href="${addressOf(name, 'rejected')}">${formatNumber(people.rejected)}</a>`}</td>
<td>${sparkline({t}, runs)}</td>
</tr>`;
}

/** What a connection is doing, in a word. */
export function stateBadge(
  {t}: Pick<PageContext, 't'>,
  {problem, isRunning, isPaused, runs}: ConnectionFacts,
): Html {
  const last = runs.findLast(isMoving);
  const [kind, text] = isRunning
    ? ['info', t.running]
    : problem !== undefined || (last?.status === 'failed' && last.exit_reason !== 'interrupted')
      ? ['bad', t.needsAttention]
      : isPaused
        ? ['info', t.paused]
        : last === undefined
          ? ['info', t.notRunYet]
          : ['good', t.inSync];
  return html`<span class="badge ${kind}">${text}</span>`;
}

function sparkline({t}: Pick<PageContext, 't'>, runs: readonly PastRun[]): Html {
  const bars = runs
    .filter(isMoving)
    .slice(-SHOWN_RUNS)
    .map(run => ({
      parts: [{size: 1 + Math.log10(1 + peopleOf(run).written), kind: kindOf(run)}],
      title: `${run.started}: ${run.status}`,
    }));
  return barChart(bars, {label: t.lastRuns, height: SPARKLINE});
}

export function kindOf({status, exit_reason}: PastRun): 'good' | 'bad' | 'neutral' {
  if (status === 'succeeded') return 'good';
  return exit_reason === 'interrupted' ? 'neutral' : 'bad';
}

/** How many people a run has written and rejected, in both directions. */
export function peopleOf({streams}: PastRun): {written: number; rejected: number} {
  let [written, rejected] = [0, 0];
  for (const stream of streams) {
    written += stream.created + stream.updated;
    rejected += stream.rejected;
  }
  return {written, rejected};
}
