import type {CohortEmulator} from '@cohort-salesforce/emulators/cohort';

export interface User {
  id: string;
  email: string;
  firstName: string | null;
  lastName: string | null;
  properties: Record<string, string | number | boolean | null>;
}

/** Cohort as its own users see it: plain calls of its API, none of the connectors' code. */
export function cohortSide({url, apiKey}: CohortEmulator) {
  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${url}/v1/${path}`, {
      method,
      headers: {authorization: `Bearer ${apiKey}`, 'content-type': 'application/json'},
      ...(body && {body: JSON.stringify(body)}),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  return {
    async users(): Promise<User[]> {
      const all: User[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const at: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
        const page = (await call('GET', `users?limit=100${at}`)) as {
          data: User[];
          nextCursor: string | null;
        };
        all.push(...page.data);
        cursor = page.nextCursor;
      }
      return all;
    },
    async upsert(users: readonly object[]): Promise<void> {
      await call('POST', 'users/batch', {mode: 'upsert', users});
    },
  };
}
