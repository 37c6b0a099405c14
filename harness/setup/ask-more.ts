import {configError} from '@cohort-salesforce/spec';
import type {Connection} from '../generated/types.js';
import {choosing, type Interview, parseAddress, parseYesNo} from './interview.js';

type More = Pick<Connection, 'limits' | 'on_failure' | 'schedule'>;

/** What few need at once: asked for only on request, or where an option gives it. */
export async function askMore(interview: Interview): Promise<More> {
  const isWanted = await interview.answer({
    flag: 'more',
    text: 'Also set limits, an alert and a schedule',
    preset: 'no',
    ask: choosing([
      {value: 'no', label: 'No, they can be added to the file later'},
      {value: 'yes', label: 'Yes'},
    ]),
    parse: parseYesNo,
  });
  const ask = async <Value>(flag: string, text: string, parse: (answer: string) => Value) => {
    if (!isWanted && !interview.isGiven(flag)) return undefined;
    const parseAny = (answer: string) => (answer === '' ? undefined : parse(answer));
    return interview.answer({flag, text: `${text}; empty for none`, preset: '', parse: parseAny});
  };
  const changes = 'Most people that one run may change, such as 500 or 10%';
  const max_changes = await ask('max-changes', changes, parseLimit);
  const rejected = 'Most records of a direction that may be rejected, such as 100 or 5%';
  const max_rejected = await ask('max-rejected', rejected, parseLimit);
  const url = 'Address that is called after a failed run';
  const on_failure = await ask('on-failure', url, parseAddress);
  const times = 'When harness serve syncs, such as every 15m, or a cron expression in UTC';
  const schedule = await ask('schedule', times, parseSchedule);
  const limits = {
    ...(max_rejected !== undefined && {max_rejected}),
    ...(max_changes !== undefined && {max_changes}),
  };
  return {
    ...(Object.keys(limits).length > 0 && {limits}),
    ...(on_failure !== undefined && {on_failure}),
    ...(schedule !== undefined && {schedule}),
  };
}

function parseLimit(answer: string): number | string {
  if (/^\d+$/.test(answer)) return Number(answer);
  if (/^\d+(\.\d+)?%$/.test(answer)) return answer;
  throw configError(
    `Found ${JSON.stringify(answer)}, expected a number such as 500, or a share such as 10%.`,
  );
}

function parseSchedule(answer: string): string {
  const isSchedule = /^every \d+[mhd]$/.test(answer) || answer.split(/\s+/).length === 5;
  if (isSchedule) return answer;
  throw configError(
    `Found ${JSON.stringify(answer)}, expected every 15m, every 2h, every 1d, or a cron expression such as 0 6 * * *.`,
  );
}
