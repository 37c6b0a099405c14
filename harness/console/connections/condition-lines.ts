import {configError} from '@cohort-salesforce/spec';
import {type Document, isSeq} from 'yaml';
import {isMapping} from '../../connection/merge-mappings.js';
import {parseValue, toText} from './value-text.js';

/** Whom conditions are about: records have fields; users are on lists, in segments, and have properties. */
export type ConditionKind = 'import' | 'export';

type Entry = ReturnType<FormData['get']>;

const LISTED: ReadonlySet<string> = new Set(['in', 'not_in', 'includes', 'excludes']);
const LINE = /^([^\s=!<>]+)\s*(=|!=|[<>]=?|(?<=\s)[^\s=!<>]+)\s*(.*)$/s;
const EXAMPLES = {import: 'Title = CEO', export: 'loyalty_points >= 100'};

/** The conditions of a connection, one a line: `Account.Type in Customer, Partner`, `segment: gold-tier`. */
export function toConditionLines(where: unknown): string[] {
  return (Array.isArray(where) ? where : where === undefined ? [] : [where]).map(toLine);
}

/** Puts the lines of a form into the connection; a condition whose line is as before stays as it is written. */
export function applyConditions(document: Document, kind: ConditionKind, entry: Entry): void {
  if (entry === null) return;
  const path = [kind, 'where'];
  const where: unknown = (document.toJS() as Record<string, Record<string, unknown>>)[kind]?.where;
  const before = toConditionLines(where);
  const lines = String(entry)
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(Boolean);
  if (JSON.stringify(lines) === JSON.stringify(before)) return;
  if (lines.length === 0) {
    document.deleteIn(path);
    return;
  }
  const written: unknown = document.getIn(path);
  const nodes = isSeq(written) ? written.items : [written];
  const items = lines.map((line, index) => {
    const known = before.indexOf(line);
    if (known >= 0) return nodes[known];
    return document.createNode(parseLine(line, {kind, index}), {flow: true});
  });
  if (isSeq(written)) written.items = items;
  else document.setIn(path, items);
}

function parseLine(line: string, {kind, index}: {kind: ConditionKind; index: number}): object {
  const [, group = '', name] = /^(list|segment)\s*:\s*(.+)$/.exec(line) ?? [];
  if (kind === 'export' && name !== undefined) return {[group]: name};
  const [, subject, op = '', text = ''] = LINE.exec(line) ?? [];
  if (subject === undefined) {
    throw configError(
      `at /${kind}/where/${index}: found "${line}", expected a condition such as ${EXAMPLES[kind]}`,
    );
  }
  const value = LISTED.has(op) ? parseList(text) : parseValue(text);
  return {
    [kind === 'import' ? 'field' : 'property']: subject,
    op,
    ...(text !== '' && {value}),
  };
}

function toLine(condition: unknown): string {
  if (!isMapping(condition)) return JSON.stringify(condition);
  const {list, segment, field, property, op = '=', value} = condition;
  if (list !== undefined) return `list: ${list}`;
  if (segment !== undefined) return `segment: ${segment}`;
  const shown = Array.isArray(value) ? value.map(toItem).join(', ') : toText(value);
  return `${field ?? property} ${op} ${shown}`.trim();
}

function toItem(value: unknown): string {
  return typeof value === 'string' && /,|^\[|\]$/.test(value)
    ? JSON.stringify(value)
    : toText(value);
}

// Brackets may stand around a list, as in the file.
function parseList(text: string): unknown[] {
  const inner = /^\[(.*)\]$/s.exec(text)?.[1] ?? text;
  const items = inner.match(/(?:"(?:[^"\\]|\\.)*"|[^,])+/gs) ?? [];
  return items.map(item => parseValue(item.trim())).filter(item => item !== '');
}
