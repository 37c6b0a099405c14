import {unescapeXml} from './escape-xml.js';

/** An element of an XML document, as far as bulk jobs need it: no mixed content. */
export interface Element {
  /** Without its prefix. */
  name: string;
  text: string;
  isNil: boolean;
  children: Element[];
}

const tokens =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<[?!][^>]*>|<(\/?)([^\s/>]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>|([^<]+)/g;

/** Reads a document; undefined when its tags do not match. */
export function parseXml(xml: string): Element | undefined {
  const root = element('', '');
  const open = [root];
  for (const [, data, slash, name, attributes, selfClosing, text] of xml.matchAll(tokens)) {
    const current = open.at(-1);
    if (!current) return undefined;
    if (data !== undefined) current.text += data;
    else if (text !== undefined) current.text += unescapeXml(text);
    else if (name === undefined) continue;
    else if (slash) {
      if (open.pop()?.name !== localName(name)) return undefined;
    } else {
      const child = element(localName(name), attributes ?? '');
      current.children.push(child);
      if (!selfClosing) open.push(child);
    }
  }
  return open.length === 1 && root.children.length === 1 ? root.children[0] : undefined;
}

function element(name: string, attributes: string): Element {
  const isNil = /\bnil\s*=\s*["'](true|1)["']/.test(attributes);
  return {name, text: '', isNil, children: []};
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
