import type {AirbyteStream, ReadEvent, ReadRequest} from '../../spec/index.js';
import type {Session} from '../source.js';
import {groupMembersStream} from './group-members.js';
import {groupsStream} from './groups.js';
import {userEventsStream} from './user-events.js';
import {userPropertiesStream} from './user-properties.js';
import {usersStream} from './users.js';

/** What one stream is to the source: how it is described and how it is read. */
export interface CohortStream {
  name: string;
  discover(session: Session): Promise<AirbyteStream>;
  read(session: Session, request: ReadRequest): AsyncIterable<ReadEvent>;
}

export const streams: readonly CohortStream[] = [
  usersStream,
  userPropertiesStream,
  groupsStream('lists'),
  groupMembersStream('lists'),
  groupsStream('segments'),
  groupMembersStream('segments'),
  userEventsStream,
];

export function discoverStreams(session: Session): Promise<AirbyteStream[]> {
  return Promise.all(streams.map(stream => stream.discover(session)));
}
