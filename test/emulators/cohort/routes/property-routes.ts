import type {FastifyInstance} from 'fastify';
import {invalid, notFound} from '../api-error.js';
import type {Merchant} from '../merchant/merchant.js';
import {type Property, propertyTypes} from '../merchant/property-book.js';
import type {Context} from './context.js';
import {readBody, readChoice, readQuery, readText} from './read-request.js';

/** Lists, creates and renames custom user properties. */
export function addPropertyRoutes(app: FastifyInstance, {merchantOf}: Context): void {
  app.get('/user-properties', async request => {
    readQuery(request.query, []);
    return {data: merchantOf(request).properties.all.map(toData), nextCursor: null};
  });
  app.post('/user-properties', async (request, reply) => {
    return reply.code(201).send(toData(createProperty(merchantOf(request), request.body)));
  });
  app.patch<{Params: {id: string}}>('/user-properties/:id', async request => {
    const {properties} = merchantOf(request);
    const property = properties.byId(request.params.id);
    if (!property) throw notFound('user property', 'user-properties.not-found');
    properties.rename(property, readChange(property, request.body));
    return toData(property);
  });
}

// Not the column, which holds a value of every user.
function toData({id, name, referenceId, type}: Property): object {
  return {id, name, referenceId, type};
}

function createProperty({properties, users}: Merchant, given: unknown): Property {
  const body = readBody(given, ['name', 'referenceId', 'type']);
  const name = readName(body.name);
  const type = readChoice(body.type, 'type', propertyTypes);
  const referenceId = body.referenceId === undefined ? {} : readReference(body.referenceId);
  return properties.create(name, type, {...referenceId, rows: users.size});
}

function readChange({type}: Property, given: unknown): {name?: string; referenceId?: string} {
  const body = readBody(given, ['name', 'referenceId', 'type']);
  if (Object.keys(body).length === 0) throw invalid('Parameter name or referenceId not provided');
  if (body.type !== undefined && readChoice(body.type, 'type', propertyTypes) !== type)
    throw invalid('The type of a property cannot be changed', 'user-properties.type-immutable');
  return {
    ...(body.name === undefined ? {} : {name: readName(body.name)}),
    ...(body.referenceId === undefined ? {} : readReference(body.referenceId)),
  };
}

function readName(value: unknown): string {
  const name = readText(value, 'name');
  if ([...name].length > 255) throw invalid('Parameter name must have at most 255 characters');
  return name;
}

function readReference(value: unknown): {referenceId: string} {
  const referenceId = readText(value, 'referenceId');
  if (/^[A-Za-z0-9_.-]{1,255}$/.test(referenceId)) return {referenceId};
  throw invalid('Parameter referenceId must be 1 to 255 letters, digits, _ . or -');
}
