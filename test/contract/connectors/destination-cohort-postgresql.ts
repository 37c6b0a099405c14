import {randomUUID} from 'node:crypto';
import {createTestDatabase} from '../../postgresql-server/database-for-tests.js';
import type {DestinationUnderTest, Person} from '../connector-under-test.js';

const mapping = {email: 'email', name: 'lastName', points: 'loyalty_points'};

interface Config {
  channel: {url: string};
}

/** The channel `postgresql`: the same program, whose users are rows of a table. */
export const destinationCohortPostgresql: DestinationUnderTest = {
  name: 'destination-cohort',
  title: 'destination-cohort, channel postgresql',
  kind: 'destination',
  object: 'users',
  async start() {
    const {url, sql, close} = await createTestDatabase();
    const table = `users_${randomUUID()}`;
    return {
      config: {channel: {type: 'postgresql', url, table}, mapping},
      close,
      async people() {
        const [{exists} = {}] = await sql('SELECT to_regclass($1) IS NOT NULL AS exists', [
          `"${table}"`,
        ]);
        if (!exists) return [];
        const rows = await sql(
          `SELECT email, last_name AS name, loyalty_points::float8 AS points FROM "${table}"`,
        );
        return rows as unknown as Person[];
      },
    };
  },
  badConfigs: [
    {change: {channel: undefined}, says: ['"api_key" is missing']},
    {
      change: {channel: {type: 'postgresql', url: 'mysql://db'}},
      says: ['/channel/url', 'wanted: postgresql://'],
    },
    {change: {channel: {type: 'telegraph'}}, says: ['/channel/type', 'postgresql']},
  ],
  unreachable: {channel: {type: 'postgresql', url: 'postgresql://sync:word@127.0.0.1:1/db'}},
  wrongKey: config => {
    const {channel} = config as Config;
    return {channel: {...channel, url: channel.url.replace(/:[^:@]*@/, ':of-somebody-else@')}};
  },
};
