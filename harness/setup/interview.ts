import {ConnectorError, configError, nearNames} from '@cohort-salesforce/spec';
import type {Choice, Prompter} from '../connect/prompter.js';
import {processLog} from '../report/process-log.js';
import type {KeptAnswers} from './kept-answers.js';

export interface Question<Answer> {
  /** The option that answers it instead. */
  flag: string;
  text: string;
  preset?: string | undefined;
  /** Asks a person for it in another way than as a line of text. */
  ask?: ((prompter: Prompter, question: AskedQuestion) => Promise<string>) | undefined;
  /** Throws a config error that says what is wanted. */
  parse(answer: string): Answer | Promise<Answer>;
}

export interface AskedQuestion {
  text: string;
  preset?: string;
}

/** Gets answers from options first, then from the person, then from what is sensible. */
export class Interview {
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #prompter: Prompter;
  readonly #kept: KeptAnswers;

  constructor(given: Readonly<Record<string, unknown>>, prompter: Prompter, kept: KeptAnswers) {
    this.#given = given;
    this.#prompter = prompter;
    this.#kept = kept;
  }

  get isInteractive(): boolean {
    return this.#prompter.isInteractive;
  }

  /** Whether an option answers it, now or in the init that is resumed. */
  isGiven(flag: string): boolean {
    return this.#given[flag] !== undefined || this.#kept.get(flag) !== undefined;
  }

  async answer<Answer>(question: Question<Answer>): Promise<Answer> {
    const {flag, text, preset, parse: parseOnly} = question;
    const parse = async (answer: string) => {
      const parsed = await parseOnly(answer);
      // What comes after may fail; nobody should have to say it again.
      await this.#kept.keep(flag, answer);
      return parsed;
    };
    const given = this.#given[flag];
    if (given !== undefined) return named(flag, () => parse(String(given)));
    const kept = this.#kept.get(flag);
    const isSuspect = this.#kept.isSuspect && this.#prompter.isInteractive;
    if (kept !== undefined && !isSuspect) {
      try {
        return await named(flag, () => parse(kept));
      } catch (error) {
        // It may have been right when it was given; a person can correct it.
        if (!isWrongAnswer(error) || !this.#prompter.isInteractive) throw error;
      }
    }
    if (!this.#prompter.isInteractive) {
      if (preset !== undefined) return named(flag, () => parse(preset));
      throw configError(`${text}: there is no terminal to ask on: pass --${flag}.`);
    }
    for (;;) {
      const answer = await this.#ask({...question, preset: kept ?? preset});
      try {
        return await parse(answer);
      } catch (error) {
        if (!isWrongAnswer(error)) throw error;
        processLog.write(`  ${error.message}`);
      }
    }
  }

  #ask({text, preset, ask}: Pick<Question<unknown>, 'text' | 'preset' | 'ask'>): Promise<string> {
    if (!ask) return this.#prompter.ask(text, preset);
    return ask(this.#prompter, {text, ...(preset !== undefined && {preset})});
  }
}

/** Asks by a short list. */
export function choosing(choices: readonly Choice[]): NonNullable<Question<unknown>['ask']> {
  return (prompter, {text, preset}) => prompter.choose({text, choices, preset});
}

/** Asks by a long list in which one can search; undefined where nothing is known to choose from. */
export function finding(choices: readonly Choice[]): Question<unknown>['ask'] {
  if (choices.length === 0) return undefined;
  return (prompter, {text, preset}) => prompter.find({text, choices, preset});
}

// Where nobody is asked, nobody sees which question an answer belongs to.
async function named<Answer>(flag: string, parse: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await parse();
  } catch (error) {
    throw isWrongAnswer(error) ? configError(`--${flag}: ${error.message}`) : error;
  }
}

// A connector that was asked whether an answer is right may have failed of something else.
function isWrongAnswer(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && error.facts.connector === undefined;
}

export function parseText(answer: string): string {
  if (answer === '') throw configError('An answer is required.');
  return answer;
}

/** An address of the web, or a reference to one in the environment. */
export function parseAddress(answer: string): string {
  if (/^https?:/.test(answer) && URL.canParse(answer)) return answer;
  if (/^\$\{\w+\}$/.test(answer)) return answer;
  throw configError(
    `Found ${JSON.stringify(answer)}, expected an address such as https://acme.com.`,
  );
}

export function parseYesNo(answer: string): boolean {
  if (/^(y|yes|true)$/i.test(answer)) return true;
  if (/^(n|no|false)$/i.test(answer)) return false;
  throw configError(`Found ${JSON.stringify(answer)}, expected yes or no.`);
}

export function parseChoice<Choice extends string>(choices: readonly Choice[]) {
  return (answer: string): Choice => {
    const chosen = choices.find(choice => choice.toLowerCase() === answer.toLowerCase());
    if (chosen) return chosen;
    throw configError(`Found ${JSON.stringify(answer)}, expected ${choices.join(' or ')}.`);
  };
}

/** One of the names that are offered; any name where none is known. */
export function parseName(offered: readonly string[]) {
  return (answer: string): string => {
    const name = parseText(answer);
    if (offered.length === 0 || offered.includes(name)) return name;
    const same = offered.find(each => each.toLowerCase() === name.toLowerCase());
    if (same) return same;
    const near = nearNames(name, offered);
    const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '.';
    throw configError(`There is no ${name}${hint}`);
  };
}

/** `FirstName, Loyalty__c=loyalty` -> a mapping; a name alone is mapped by `rename`, and a later pair replaces an earlier. */
export function parseMapping(
  offered: readonly string[],
  rename: (name: string) => string,
  targets: readonly string[] = [],
) {
  const parse = parseName(offered);
  const parseTarget = parseName(targets);
  return (answer: string): Record<string, string> => {
    const entries = parsePairs(answer, 'Field or Field=property').map(([from, to]) => {
      const name = parse(from);
      return [name, parseTarget(to ?? rename(name))];
    });
    if (entries.length === 0) throw configError('Choose at least one.');
    return Object.fromEntries(entries);
  };
}

/** `LastName=Unknown, Company=None` -> values of fields. */
export function parseValues(
  answer: string,
  {allowed, needed}: {allowed: readonly string[]; needed: readonly string[]},
): Record<string, string> {
  const parse = parseName(allowed);
  const values = Object.fromEntries(
    parsePairs(answer, 'Field=value').map(([name, value]) => [parse(name), value ?? '']),
  );
  const missing = needed.filter(name => !values[name]);
  if (missing.length === 0) return values;
  const example = missing.map(name => `${name}=Unknown`).join(',');
  throw configError(`Salesforce creates no record without ${missing.join(', ')}: give ${example}.`);
}

function parsePairs(answer: string, wanted: string): [string, string | undefined][] {
  const pairs = answer.split(',').map(pair => pair.trim());
  return pairs.filter(Boolean).map(pair => {
    const [from = '', to, more] = pair.split('=').map(side => side.trim());
    if (more === undefined) return [from, to || undefined];
    throw configError(`Found ${JSON.stringify(pair)}, expected ${wanted}.`);
  });
}
