import type {FastifyReply, FastifyRequest} from 'fastify';
import {escapeXml} from '../xml/index.js';

export type Json = Record<string, unknown>;

const namespace = 'http://www.force.com/2009/06/asyncapi/dataload';

/** Job information comes back in the form in which the call itself was sent. */
export function wantsJson({headers}: FastifyRequest): boolean {
  return /^application\/json/i.test(headers['content-type'] ?? '');
}

/** Sends an object as JSON, or as the XML element of this name. */
export function sendObject(
  reply: FastifyReply,
  {name, json, value}: {name: string; json: boolean; value: Json},
): FastifyReply {
  if (json) return sendExactly(reply, 'application/json', JSON.stringify(value));
  const fields = Object.entries(value).map(([key, item]) => elements(key, item));
  return sendExactly(reply, 'application/xml', document(name, fields.join('')));
}

/** Sends a text whose content type names no charset: clients compare it as a whole. */
export function sendExactly(reply: FastifyReply, type: string, text: string): FastifyReply {
  return reply.type(type).send(Buffer.from(text));
}

/** A document of the namespace of Bulk API 1. */
export function document(name: string, content: string): string {
  return `${openDocument(name)}${content}</${name}>`;
}

export function openDocument(name: string): string {
  const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  return `<?xml version="1.0" encoding="UTF-8"?><${name} xmlns="${namespace}" ${xsi}>`;
}

/** An element for a value, several for a list, none for null. */
export function elements(name: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(item => elements(name, item)).join('');
  if (typeof value !== 'object') return `<${name}>${escapeXml(plain(value))}</${name}>`;
  const fields = Object.entries(value).map(([key, item]) => elements(key, item));
  return `<${name}>${fields.join('')}</${name}>`;
}

// Times are written otherwise in XML than in JSON.
function plain(value: unknown): string {
  const text = String(value);
  return /^\d{4}-\d\d-\d\dT[\d:.]+\+0000$/.test(text) ? text.replace('+0000', 'Z') : text;
}
