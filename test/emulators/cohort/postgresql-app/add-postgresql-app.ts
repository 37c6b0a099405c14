import type {FastifyInstance} from 'fastify';
import {ApiError, invalid} from '../api-error.js';
import type {Merchants} from '../merchant/make-merchants.js';
import {type AppSettings, parseAppSettings} from './app-settings.js';
import {type Pull, pullUsers} from './pull-users.js';

const DAY_MS = 86_400_000;

interface State {
  settings: AppSettings;
  last: string | null;
  /** The latest imports, the last one at the end. */
  pulls: (Pull | {error: string})[];
  timer: NodeJS.Timeout;
}

/** Cohort's PostgreSQL app: set up by a POST, it imports on demand and on a schedule. */
export function addPostgresqlApp(app: FastifyInstance, merchants: () => Merchants): void {
  let state: State | undefined;
  const stop = () => {
    if (state) clearTimeout(state.timer);
    state = undefined;
  };
  // One import at a time: the next begins where the last has ended.
  let latest: Promise<unknown> = Promise.resolve();
  const pull = (): Promise<Pull> => {
    const result = latest.then(async () => {
      if (!state) throw invalid('The PostgreSQL app is not connected');
      const {settings, last, pulls} = state;
      const done = await pullUsers(merchants()[settings.mode], settings, last);
      state.last = done.last;
      pulls.push(done);
      pulls.splice(0, pulls.length - 100);
      return done;
    });
    latest = result.catch(() => {});
    return result;
  };
  const schedule = (settings: AppSettings): NodeJS.Timeout => {
    const delay = settings.everySeconds
      ? settings.everySeconds * 1000
      : DAY_MS - (Date.now() % DAY_MS);
    const timer = setTimeout(async () => {
      await pull().catch((error: Error) => state?.pulls.push({error: error.message}));
      if (state?.settings === settings) state.timer = schedule(settings);
    }, delay);
    return timer.unref();
  };

  app.post<{Body: Record<string, unknown>}>('/__emulator/postgresql-app', async ({body}) => {
    const settings = parseAppSettings(body ?? {});
    stop();
    state = {settings, last: null, pulls: [], timer: schedule(settings)};
    return {connected: true};
  });
  app.post('/__emulator/postgresql-app/pull', async () => {
    try {
      return await pull();
    } catch (error) {
      if (error instanceof ApiError) throw error;
      throw invalid(`The query failed: ${(error as Error).message}`);
    }
  });
  app.get('/__emulator/postgresql-app', async () => ({
    connected: state !== undefined,
    last: state?.last ?? null,
    pulls: state?.pulls ?? [],
  }));
  app.delete('/__emulator/postgresql-app', async () => {
    stop();
    return {connected: false};
  });
  app.addHook('onClose', async () => stop());
}
