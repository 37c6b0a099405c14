import type {AirbyteStream} from '@cohort-salesforce/spec';
import type {Session} from '../session.js';
import type {CohortStream} from './cohort-stream.js';
import {groupMembersStream} from './group-members.js';
import {groupsStream} from './groups.js';
import {userEventsStream} from './user-events.js';
import {userPropertiesStream} from './user-properties.js';
import {usersStream} from './users.js';

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
