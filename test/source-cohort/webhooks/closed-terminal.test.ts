import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {describeOnTerminal, PseudoTerminal} from '../../fixtures/pseudo-terminal.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';
import {badgeEvent, deliver, SECRET} from './fixtures/deliveries.js';
import {storedEvents} from './fixtures/receiver-program.js';

const PROGRAM = fileURLToPath(new URL('../../../bin/cohort-webhooks', import.meta.url));

await describeOnTerminal(() => {
  test.each(['SIGINT', 'close'] as const)(
    'what was acknowledged is stored when the receiver is ended from its terminal: %s',
    async name => {
      const folder = await temporaryFolder();
      const receiver = PseudoTerminal.start(PROGRAM, ['--folder', folder, '--port', '0'], {
        columns: 200,
        env: {COHORT_WEBHOOK_SECRET: SECRET},
      });
      const [url = ''] = /http:[^ ;"]+/.exec(await receiver.shows('events are stored in')) ?? [];
      const body = JSON.stringify(badgeEvent({userId: 'ann'}));
      expect(await deliver(url, {id: 'msg_1', body})).toMatchObject({status: 204});
      receiver.signal(name);
      expect(await receiver.ended).toBe(0);
      expect(await storedEvents(folder)).toMatchObject([{id: 'msg_1'}]);
    },
  );
});
