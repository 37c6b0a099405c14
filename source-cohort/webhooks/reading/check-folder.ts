import type {EventFolder} from './event-folder.js';

/** Proves that every event file can be read; says how many events there are. */
export async function checkFolder(folder: EventFolder): Promise<string> {
  const {events, files} = await folder.count();
  const found = `The folder of webhook events ${folder.path} can be read: ${events} events in ${files} files.`;
  return events > 0
    ? found
    : `${found} Start cohort-webhooks with --folder ${folder.path}, and send an example from Cohort's Webhooks Portal.`;
}
