import {html} from 'hono/html';
import {formatNumber} from '../../report/format-summary.js';
import type {ProgressReport} from '../../report/progress.js';
import type {StreamSummary} from '../../report/summary.js';
import type {ConnectionFacts} from '../connections/facts.js';
import type {CommandRun} from '../runs/command-run.js';
import type {Texts} from '../text/en.js';
import {resultBadge} from './history-page.js';
import {addressOf, button, type Html, layout, notice, type PageContext, time} from './layout.js';

/** The run that is under way, or the last one that the console started. */
export function runPage(
  context: PageContext,
  {name, isRunning}: ConnectionFacts,
  run: CommandRun | undefined,
): Html {
  const {t} = context;
  const isElsewhere = isRunning && !run?.isUnderWay;
  const body = html`
${isElsewhere ? notice('info', t.underWayElsewhere) : ''}
${isElsewhere || run?.isUnderWay ? '' : button(context, {action: addressOf(name, 'sync'), label: t.syncNow})}
<div id="live" data-events="${run?.isUnderWay ? addressOf(name, 'events') : ''}">${run ? runPanel(context, name, run) : html`<p>${t.noRun}</p>`}</div>`;
  return layout(context, {title: `${name}: ${t.run}`, place: {name, tab: 'run'}, body});
}

/** What is sent again whenever the run moves on. */
export function runPanel(context: PageContext, name: string, run: CommandRun): Html {
  const {t} = context;
  const {summary} = run;
  return html`
<p>${run.command} · ${time(run.startedAt)} · ${summary ? resultBadge(context, summary) : run.isUnderWay ? html`<span class="badge info">${run.isStopping ? t.stopping : t.underWay}</span>` : html`<span class="badge bad">${t.failed}</span>`}</p>
${run.isUnderWay && !run.isStopping ? button(context, {action: addressOf(name, 'stop'), label: t.stop, isQuiet: true}) : ''}
${summary?.errors.map(({message}) => notice('bad', message)) ?? ''}
${run.isUnderWay ? progress(t, [...run.progress.values()]) : ''}
${summary && summary.streams.length > 0 ? streamsTable(t, summary.streams) : ''}
${run.lines.length > 0 ? html`<h2>${t.messages}</h2><pre tabindex="0">${run.lines.join('\n')}</pre>` : ''}`;
}

function progress(t: Texts, reports: readonly ProgressReport[]): Html {
  const bars = reports.flatMap(({label, streams}) =>
    streams.map(({stream, read, written, expected}) => {
      const total = Math.max(expected ?? 0, read);
      const counts = `${formatNumber(written)} / ${formatNumber(total)}`;
      return html`<label class="progress">${label} ${stream}: ${counts}<progress max="${Math.max(1, total)}" value="${written}">${counts}</progress></label>`;
    }),
  );
  const left = reports.findLast(({callsLeft}) => callsLeft !== undefined)?.callsLeft;
  return html`${bars}${left === undefined ? '' : html`<p class="small">${t.callsLeft}: ${formatNumber(left)}</p>`}`;
}

const COUNTS = ['read', 'created', 'updated', 'unchanged', 'duplicates', 'rejected'] as const;

/** What came of each direction. */
export function streamsTable(t: Texts, streams: readonly StreamSummary[]): Html {
  const rows = streams.map(
    stream =>
      html`<tr><th scope="row">${stream.direction === 'export' ? t.export : t.import} ${stream.stream}</th>${COUNTS.map(count => html`<td class="number">${formatNumber(stream[count])}</td>`)}</tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t.result}"><table><thead><tr><th scope="col">${t.direction}</th>${COUNTS.map(count => html`<th scope="col" class="number">${t[count]}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
