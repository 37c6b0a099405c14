import {join} from 'node:path';
import type {Context} from 'hono';
import {streamSSE} from 'hono/streaming';
import {CONSOLE_PLAN, type PlanPage, readPlanPage} from '../../plan/read-plan-page.js';
import type {ConnectionFacts} from '../connections/facts.js';
import {addressOf, layout, notice} from '../pages/layout.js';
import {isShown, type PlanFilter, planPage} from '../pages/plan-page.js';
import {runPage, runPanel} from '../pages/run-page.js';
import type {CommandRun} from '../runs/command-run.js';
import type {ConsoleApp, ConsoleParts} from './console-app.js';
import {ofConnection, pageContext} from './request.js';

const MIN_PAUSE_MS = 300;
const CHANGES_PER_PAGE = 50;
// By action of the page: the command, and the page that shows it.
const ACTIONS: Readonly<Record<string, Action>> = {
  sync: {command: 'sync', tab: 'run'},
  plan: {command: 'plan', tab: 'plan', options: facts => ['--out', planOf(facts)]},
  approve: {command: 'sync', tab: 'run', options: facts => ['--plan', planOf(facts)]},
  retry: {command: 'retry-rejects', tab: 'run'},
};

interface Action {
  command: string;
  tab: 'run' | 'plan';
  options?: (facts: ConnectionFacts) => string[];
}

/** Starting, watching and stopping syncs, plans and retries. */
export function addRunRoutes(app: ConsoleApp, {connections, runs}: ConsoleParts): void {
  const latest = (facts: ConnectionFacts, isPlan: boolean): CommandRun | undefined => {
    const run = runs.latest(facts.path);
    return run && (run.command === 'plan') === isPlan ? run : undefined;
  };

  for (const [action, {command, tab, options}] of Object.entries(ACTIONS)) {
    app.post(
      `/c/:name/${action}`,
      ofConnection(connections, (request, facts) => {
        const more = options?.(facts) ?? [];
        const isFree = !facts.isRunning && runs.start(facts.path, command, more) !== undefined;
        if (isFree) return request.redirect(addressOf(facts.name, tab), 303);
        const context = pageContext(request);
        const {name} = facts;
        const body = notice('info', context.t.busy);
        return request.html(layout(context, {title: name, place: {name, tab}, body}), 409);
      }),
    );
  }

  app.post(
    '/c/:name/stop',
    ofConnection(connections, (request, {path, name}) => {
      const run = runs.latest(path);
      if (run?.isUnderWay) run.stop();
      return request.redirect(addressOf(name, run?.command === 'plan' ? 'plan' : 'run'), 303);
    }),
  );

  app.get(
    '/c/:name/run',
    ofConnection(connections, (request, facts) =>
      request.html(runPage(pageContext(request), facts, latest(facts, false))),
    ),
  );

  app.get(
    '/c/:name/plan',
    ofConnection(connections, async (request, facts) => {
      const filter = {
        search: request.req.query('search') ?? '',
        action: request.req.query('action') ?? '',
      };
      const run = latest(facts, true);
      const plan =
        run?.summary?.status === 'succeeded' ? await readPage(request, facts, filter) : undefined;
      return request.html(planPage(pageContext(request), facts, {run, plan, filter}));
    }),
  );

  app.get(
    '/c/:name/events',
    ofConnection(connections, (request, {path, name}) => {
      const run = runs.latest(path);
      if (!run) return request.notFound();
      const context = pageContext(request);
      return streamSSE(request, async stream => {
        while (!stream.aborted) {
          const isLast = !run.isUnderWay;
          const panel = await runPanel(context, name, run);
          await stream.writeSSE({event: isLast ? 'end' : 'panel', data: String(panel)});
          if (isLast) return;
          await Promise.all([changed(run), stream.sleep(MIN_PAUSE_MS)]);
        }
      });
    }),
  );
}

function planOf({folder}: ConnectionFacts): string {
  return join(folder, CONSOLE_PLAN);
}

function readPage(request: Context, facts: ConnectionFacts, filter: PlanFilter): Promise<PlanPage> {
  const wanted = Math.trunc(Number(request.req.query('page') ?? 1)) || 1;
  return readPlanPage(planOf(facts), {
    isWanted: change => isShown(change, filter),
    page: Math.max(1, wanted),
    size: CHANGES_PER_PAGE,
  });
}

function changed(run: CommandRun): Promise<void> {
  return new Promise(resolve => {
    if (run.isUnderWay) run.once('change', resolve);
    else resolve();
  });
}
