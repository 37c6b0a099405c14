import {connectSalesforce, type Salesforce} from '@cohort-salesforce/source-salesforce/salesforce';
import {type Context, JobJournal} from '@cohort-salesforce/spec';
import type {BaselineStore} from '@cohort-salesforce/spec/baseline';
import type {Config} from './generated/types.js';
import type {Describes} from './target/index.js';

/** One command's access to the org. */
export interface ExportSession {
  config: Config;
  context: Context;
  salesforce: Salesforce;
  /** Remembers jobs under way, when the config names a folder for it. */
  journal: JobJournal | undefined;
  /** What an earlier run left under way, by where it is looked for; resolved when it has ended. */
  earlierJobs: Map<string, Promise<void>>;
  /** Open from the first stream or check that needs it until the session ends. */
  baseline?: Promise<BaselineStore>;
}

export async function connectSession(config: Config, context: Context): Promise<ExportSession> {
  const journal = config.state_dir
    ? new JobJournal(config.state_dir, 'destination-salesforce')
    : undefined;
  const salesforce = await connectSalesforce(config, context);
  return {config, context, journal, salesforce, earlierJobs: new Map()};
}

/** The describes a target is built from: the object's, and those of parents as they are named. */
export async function describesOf({salesforce}: ExportSession, object: string): Promise<Describes> {
  return {
    object: await salesforce.describe(object),
    parent: name => salesforce.describe(name),
  };
}
