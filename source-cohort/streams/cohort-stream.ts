import type {AirbyteStream, ReadEvent, ReadRequest} from '@cohort-salesforce/spec';
import type {Session} from '../session.js';

/** What one stream is to the source: how it is described and how it is read. */
export interface CohortStream {
  name: string;
  discover(session: Session): Promise<AirbyteStream>;
  read(session: Session, request: ReadRequest): AsyncIterable<ReadEvent>;
}
