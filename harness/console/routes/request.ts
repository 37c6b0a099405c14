import type {Context} from 'hono';
import type {Environment} from '../access/protect.js';
import type {ConsoleConnections} from '../connections/console-connections.js';
import type {ConnectionFacts} from '../connections/facts.js';
import type {PageContext} from '../pages/layout.js';
import {chooseLanguage} from '../text/choose-language.js';

export type Request = Context<Environment>;

/** What a page needs of the request. */
export function pageContext(request: Request): PageContext {
  const t = chooseLanguage(request.req.header('accept-language'));
  return {t, csrf: request.get('session').csrf};
}

/** The connection that the address names; undefined when there is none of that name. */
export async function findFacts(
  request: Request,
  connections: ConsoleConnections,
): Promise<ConnectionFacts | undefined> {
  const name = request.req.param('name');
  const file = (await connections.list()).find(each => each.name === name);
  return file && connections.facts(file);
}

/** A handler for the pages of one connection. */
export function ofConnection(
  connections: ConsoleConnections,
  handle: (request: Request, facts: ConnectionFacts) => Response | Promise<Response>,
) {
  return async (request: Request): Promise<Response> => {
    const facts = await findFacts(request, connections);
    return facts ? handle(request, facts) : request.notFound();
  };
}

/** A field of the form, without white space around it. */
export function field(request: Request, name: string): string {
  const value = request.get('form').get(name);
  return typeof value === 'string' ? value.trim() : '';
}
