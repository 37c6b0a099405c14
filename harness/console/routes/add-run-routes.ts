import {streamSSE} from 'hono/streaming';
import type {ConnectionFacts} from '../connections/facts.js';
import {addressOf, layout, notice} from '../pages/layout.js';
import {planPage} from '../pages/plan-page.js';
import {runPage, runPanel} from '../pages/run-page.js';
import type {CommandRun} from '../runs/command-run.js';
import type {ConsoleApp, ConsoleParts} from './console-app.js';
import {ofConnection, pageContext} from './request.js';

const MIN_PAUSE_MS = 300;
// By action of the page: the command, and the page that shows it.
const ACTIONS = {
  sync: {command: 'sync', tab: 'run'},
  plan: {command: 'plan', tab: 'plan'},
  retry: {command: 'retry-rejects', tab: 'run'},
} as const;

/** Starting, watching and stopping syncs, plans and retries. */
export function addRunRoutes(app: ConsoleApp, {folder, runs}: ConsoleParts): void {
  const latest = (facts: ConnectionFacts, isPlan: boolean): CommandRun | undefined => {
    const run = runs.latest(facts.path);
    return run && (run.command === 'plan') === isPlan ? run : undefined;
  };

  for (const [action, {command, tab}] of Object.entries(ACTIONS)) {
    app.post(
      `/c/:name/${action}`,
      ofConnection(folder, (request, facts) => {
        const isFree = !facts.isRunning && runs.start(facts.path, command) !== undefined;
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
    ofConnection(folder, (request, {path, name}) => {
      const run = runs.latest(path);
      if (run?.isUnderWay) run.stop();
      return request.redirect(addressOf(name, run?.command === 'plan' ? 'plan' : 'run'), 303);
    }),
  );

  app.get(
    '/c/:name/run',
    ofConnection(folder, (request, facts) =>
      request.html(runPage(pageContext(request), facts, latest(facts, false))),
    ),
  );

  app.get(
    '/c/:name/plan',
    ofConnection(folder, (request, facts) => {
      const filter = {
        search: request.req.query('search') ?? '',
        action: request.req.query('action') ?? '',
      };
      return request.html(
        planPage(pageContext(request), facts, {run: latest(facts, true), filter}),
      );
    }),
  );

  app.get(
    '/c/:name/events',
    ofConnection(folder, (request, {path, name}) => {
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

function changed(run: CommandRun): Promise<void> {
  return new Promise(resolve => {
    if (run.isUnderWay) run.once('change', resolve);
    else resolve();
  });
}
