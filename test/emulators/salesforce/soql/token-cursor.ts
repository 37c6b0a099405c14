import type {ApiError} from '../answers/index.js';
import {soqlError} from './soql-error.js';
import {type Token, tokenize} from './tokenize.js';

/** Goes through the tokens of a query, words compared without case. */
export class TokenCursor {
  readonly text: string;
  readonly #tokens: Token[];
  #at = 0;

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokenize(text);
  }

  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  /** Whether the next tokens are these words or symbols. */
  sees(...texts: string[]): boolean {
    return texts.every((text, ahead) => {
      const token = this.peek(ahead);
      return (
        (token.kind === 'word' || token.kind === 'symbol') && token.text.toUpperCase() === text
      );
    });
  }

  /** Steps over the texts if they come next. */
  takes(...texts: string[]): boolean {
    if (!this.sees(...texts)) return false;
    this.#at += texts.length;
    return true;
  }

  expect(text: string): Token {
    if (!this.sees(text)) throw this.unexpected(`expecting '${text.toLowerCase()}'`);
    return this.next();
  }

  expectKind(kind: Token['kind']): Token {
    if (this.peek().kind !== kind) throw this.unexpected();
    return this.next();
  }

  unexpected(wanted?: string): ApiError {
    const {text, at} = this.peek();
    const message = wanted ? `${wanted}, found '${text}'` : `unexpected token: '${text}'`;
    return soqlError('MALFORMED_QUERY', this.text, at, message);
  }
}
