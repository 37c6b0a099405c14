import {ConnectorError, configError} from '@cohort-salesforce/spec';
import type {Prompter} from '../connect/prompter.js';
import {nearNames} from '../sync/near-names.js';
import type {KeptAnswers} from './kept-answers.js';

export interface Question<Answer> {
  /** The option that answers it instead. */
  flag: string;
  text: string;
  preset?: string | undefined;
  /** Throws a config error that says what is wanted. */
  parse(answer: string): Answer | Promise<Answer>;
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

  async answer<Answer>({flag, text, preset, parse: parseOnly}: Question<Answer>): Promise<Answer> {
    const parse = async (answer: string) => {
      const parsed = await parseOnly(answer);
      // What comes after may fail; nobody should have to say it again.
      await this.#kept.keep(flag, answer);
      return parsed;
    };
    const given = this.#given[flag];
    if (given !== undefined) return named(flag, () => parse(String(given)));
    const kept = this.#kept.get(flag);
    if (kept !== undefined) {
      try {
        return await named(flag, () => parse(kept));
      } catch (error) {
        // It may have been right when it was given; a person can correct it.
        if (!isWrongAnswer(error) || !this.#prompter.isInteractive) throw error;
      }
    }
    if (!this.#prompter.isInteractive) {
      if (preset !== undefined) return named(flag, () => parse(preset));
      throw configError(`${text}: nobody can be asked here, give it as --${flag}.`);
    }
    for (;;) {
      const answer = await this.#prompter.ask(text, preset);
      try {
        return await parse(answer);
      } catch (error) {
        if (!isWrongAnswer(error)) throw error;
        process.stderr.write(`  ${error.message}\n`);
      }
    }
  }
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
  if (answer === '') throw configError('An answer is needed.');
  return answer;
}

/** An address of the web, or a reference to one in the environment. */
export function parseAddress(answer: string): string {
  if (/^https?:/.test(answer) && URL.canParse(answer)) return answer;
  if (/^\$\{\w+\}$/.test(answer)) return answer;
  throw configError(`Found ${JSON.stringify(answer)}, wanted an address such as https://acme.com.`);
}

export function parseYesNo(answer: string): boolean {
  if (/^(y|yes|true)$/i.test(answer)) return true;
  if (/^(n|no|false)$/i.test(answer)) return false;
  throw configError(`Found ${JSON.stringify(answer)}, wanted yes or no.`);
}

export function parseChoice<Choice extends string>(choices: readonly Choice[]) {
  return (answer: string): Choice => {
    const chosen = choices.find(choice => choice.toLowerCase() === answer.toLowerCase());
    if (chosen) return chosen;
    throw configError(`Found ${JSON.stringify(answer)}, wanted ${choices.join(' or ')}.`);
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

/** `FirstName, Loyalty__c=loyalty` -> a mapping; a name alone is mapped by `rename`. */
export function parseMapping(offered: readonly string[], rename: (name: string) => string) {
  const parse = parseName(offered);
  return (answer: string): Record<string, string> => {
    const pairs = answer.split(',').map(pair => pair.trim());
    const entries = pairs.filter(Boolean).map(pair => {
      const [from = '', to, more] = pair.split('=').map(side => side.trim());
      if (more !== undefined) {
        throw configError(`Found ${JSON.stringify(pair)}, wanted Field or Field=property.`);
      }
      const name = parse(from);
      return [name, to || rename(name)];
    });
    if (entries.length === 0) throw configError('At least one is needed.');
    return Object.fromEntries(entries);
  };
}
