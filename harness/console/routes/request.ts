import type {Context} from 'hono';
import type {Environment} from '../access/protect.js';
import {type ConnectionFacts, readFacts} from '../connections/facts.js';
import {findConnections} from '../connections/find-connections.js';
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
  folder: string,
): Promise<ConnectionFacts | undefined> {
  const name = request.req.param('name');
  const file = (await findConnections(folder)).find(each => each.name === name);
  return file && readFacts(file);
}

/** A handler for the pages of one connection. */
export function ofConnection(
  folder: string,
  handle: (request: Request, facts: ConnectionFacts) => Response | Promise<Response>,
) {
  return async (request: Request): Promise<Response> => {
    const facts = await findFacts(request, folder);
    return facts ? handle(request, facts) : request.notFound();
  };
}

/** A field of the form, without white space around it. */
export function field(request: Request, name: string): string {
  const value = request.get('form').get(name);
  return typeof value === 'string' ? value.trim() : '';
}
