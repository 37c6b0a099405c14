import {basename} from 'node:path';
import {html} from 'hono/html';
import {formatCalls, formatNumber} from '../../report/format-summary.js';
import type {PastRun} from '../../store/run-history.js';
import {type ConnectionFacts, isMoving} from '../connections/facts.js';
import {barChart} from './charts.js';
import {kindOf, peopleOf} from './connections-page.js';
import {addressOf, type Html, layout, type PageContext, time} from './layout.js';

const SHOWN_IN_CHARTS = 60;
const SHOWN_IN_TABLE = 100;

/** Charts and a table of the runs that are kept. */
export function historyPage(context: PageContext, {name, runs}: ConnectionFacts): Html {
  const {t} = context;
  const moving = runs.filter(isMoving).slice(-SHOWN_IN_CHARTS);
  const body =
    runs.length === 0
      ? html`<p>${t.noHistory}</p>`
      : html`<div class="charts">${charts(context, moving)}</div>${table(context, name, runs)}`;
  return layout(context, {title: `${name}: ${t.history}`, place: {name, tab: 'history'}, body});
}

function charts({t}: PageContext, runs: readonly PastRun[]): Html[] {
  const people = runs.map(run => {
    const {written, rejected} = peopleOf(run);
    const title = `${run.started}: ${formatNumber(written)} / ${formatNumber(rejected)}`;
    return {
      title,
      parts: [{size: written, kind: 'good'} as const, {size: rejected, kind: 'bad'} as const],
    };
  });
  const calls = runs.map(run =>
    single(
      run,
      Object.values(run.api_calls).reduce((sum, count) => sum + count, 0),
    ),
  );
  const seconds = runs.map(run => single(run, run.seconds));
  return [
    figure(t.peopleChart, people),
    figure(t.callsChart, calls),
    figure(t.secondsChart, seconds),
  ];
}

function single({started}: PastRun, size: number) {
  return {
    title: `${started}: ${formatNumber(Math.round(size))}`,
    parts: [{size, kind: 'neutral'} as const],
  };
}

function figure(label: string, bars: Parameters<typeof barChart>[0]): Html {
  return html`<figure><figcaption>${label}</figcaption>${barChart(bars, {label})}</figure>`;
}

function table({t}: PageContext, name: string, runs: readonly PastRun[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t.history}"><table>
<thead><tr><th scope="col">${t.started}</th><th scope="col">${t.command}</th><th scope="col">${t.result}</th><th scope="col" class="number">${t.written}</th><th scope="col" class="number">${t.rejected}</th><th scope="col" class="number">${t.apiCalls}</th><th scope="col" class="number">${t.seconds}</th><th scope="col">${t.log}</th></tr></thead>
<tbody>${runs
    .slice(-SHOWN_IN_TABLE)
    .reverse()
    .map(run => row({t}, name, run))}</tbody></table></div>`;
}

function row({t}: Pick<PageContext, 't'>, name: string, run: PastRun): Html {
  const {written, rejected} = peopleOf(run);
  // Other commands write nobody, also where they count what a sync would write.
  const people = (count: number) => (isMoving(run) ? formatNumber(count) : '–');
  return html`<tr><td>${time(run.started)}</td><td>${run.command}</td>
<td>${resultBadge({t}, run)}${run.errors.map(({message}) => html`<p class="small">${message}</p>`)}</td>
<td class="number">${people(written)}</td><td class="number">${people(rejected)}</td><td class="number">${formatCalls(run.api_calls)}</td><td class="number">${run.seconds.toFixed(1)}</td>
<td>${run.log === undefined ? '' : html`<a href="${addressOf(name, 'log', {file: basename(run.log)})}">${t.log}</a>`}</td></tr>`;
}

/** How a run ended, in a word. */
export function resultBadge(
  {t}: Pick<PageContext, 't'>,
  run: Pick<PastRun, 'status' | 'exit_reason'>,
): Html {
  const kind = kindOf(run as PastRun);
  const text = kind === 'good' ? t.succeeded : kind === 'bad' ? t.failed : t.interrupted;
  return html`<span class="badge ${kind === 'neutral' ? 'info' : kind}">${text}</span>`;
}
