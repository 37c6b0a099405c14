import {refusalOf} from '@cohort-salesforce/source-cohort/cohort';
import {configError} from '@cohort-salesforce/spec';
import type {Session} from '../session.js';
import {openBaseline} from './open-baseline.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Proves that the baseline can be used, and that Cohort can do what the config asks for. */
export async function checkLinks(session: Session, folder: string): Promise<void> {
  await openBaseline(session, folder);
  if (session.config.email_changes !== 'follow') return;
  try {
    await session.cohort.findUsers({ids: [NOBODY]}, []);
  } catch (error) {
    if (!refusalOf(error)) throw error;
    throw configError(
      'email_changes is follow, which needs a Cohort that finds users by id, but this one does not look up ids. Set it to list.',
    );
  }
}
