import type {Context} from '../../../spec/index.js';

/** A connector's context that remembers what it was told. */
export interface RecordingContext extends Context {
  saved: object[];
  logged: string[];
  calls: number;
}

export function recordingContext(): RecordingContext {
  const context: RecordingContext = {
    saved: [],
    logged: [],
    calls: 0,
    log: (_, message) => void context.logged.push(message),
    saveConfig: config => void context.saved.push(config),
    countApiCalls: (calls = 1) => {
      context.calls += calls;
    },
  };
  return context;
}
