import {VERSION} from '../generated/version.js';

/** What every call says of its caller, so that the administrators of the other side know who it is. */
export const USER_AGENT = `cohort-salesforce-connectors/${VERSION}`;
