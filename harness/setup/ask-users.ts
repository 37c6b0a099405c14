import {choosing, type Interview, parseChoice} from './interview.js';

interface Question {
  flag: string;
  text: string;
  /** The system in which users may exist already. */
  system: 'Cohort' | 'Salesforce';
}

/** Whether a direction creates users, or only changes those that exist. */
export function askUsers(
  interview: Interview,
  {flag, text, system}: Question,
): Promise<'all' | 'existing'> {
  return interview.answer({
    flag,
    text,
    preset: 'all',
    ask: choosing([
      {value: 'all', label: 'All users'},
      {value: 'existing', label: `Users that already exist in ${system}`},
    ]),
    parse: parseChoice(['all', 'existing'] as const),
  });
}
