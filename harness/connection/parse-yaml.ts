import {readFile} from 'node:fs/promises';
import {configError, describeUser} from '@cohort-salesforce/spec';
import {parseDocument} from 'yaml';

/** A YAML file's text; undefined when there is no such file. `what` names it in errors. */
export async function readYamlText(path: string, what: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw configError(`Reading the ${what}: ${path} ${reasonOf(code)}.`);
  }
}

function reasonOf(code: string | undefined): string {
  if (code === 'EISDIR') return 'is a folder. Name the file in it';
  if (code !== 'EACCES' && code !== 'EPERM') return `cannot be read (${code})`;
  return `cannot be read (${code}): ${describeUser()} may not. Change its permissions`;
}

const LARGEST = 1_000_000;
const DEEPEST = 100;

/** YAML text -> its value. Errors name the line, never its text, which may be a secret. */
export function parseYaml(text: string, {path, what}: {path: string; what: string}): unknown {
  if (text.length > LARGEST || isDeep(text)) {
    throw configError(
      `Reading the ${what}: ${path} is larger or nested deeper than any ${what} is.`,
    );
  }
  const document = parseDocument(text, {prettyErrors: true});
  // The parser only warns of unknown tags such as !env, and would ignore them.
  const [error] = [...document.errors, ...document.warnings];
  if (error) {
    const line = error.linePos?.[0].line ?? 1;
    throw configError(
      `Reading the ${what}: ${path} is not YAML: on line ${line}: ${inWords(error.code)}.`,
    );
  }
  try {
    const value: unknown = document.toJS({maxAliasCount: 100});
    // Only what stands in itself, and has no end, cannot be written.
    JSON.stringify(value);
    return value;
  } catch {
    throw configError(`Reading the ${what}: ${path} refers to itself too often.`);
  }
}

function inWords(code: string): string {
  if (code === 'TAB_AS_INDENT')
    return 'found a tab, expected spaces: YAML is indented with spaces only';
  return code.toLowerCase().replaceAll('_', ' ');
}

// The parser calls itself for each level: thousands of them end the process, and no error is caught.
function isDeep(text: string): boolean {
  let depth = 0;
  for (const mark of text.match(/[[{}\]]|(?:[-?:][ \t]+){100}/g) ?? []) {
    if (mark.length > 1) return true;
    depth += mark === '[' || mark === '{' ? 1 : -1;
    if (depth > DEEPEST) return true;
  }
  return false;
}
