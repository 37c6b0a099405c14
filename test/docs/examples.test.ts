import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {readConnection} from '../../harness/connection/read-connection.js';
import {runBin} from '../fixtures/run-bin.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';

interface Example {
  path: string;
  language: string;
  text: string;
}

const pages = markdownFiles().map(path => ({path, text: readFileSync(path, 'utf8')}));
const examples = pages.flatMap(examplesOf);
const COMMANDS = 'init|connect|check|discover|plan|import|export|sync|run|retry-rejects|status';

test('every link to a file leads to one', () => {
  for (const {path, text} of pages) {
    const links = [...withoutExamples(text).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)];
    const missing = links
      .map(([, link = '']) => link)
      .filter(link => !/^[a-z]+:/.test(link) && !existsSync(join(dirname(path), link)));
    expect([path, missing]).toEqual([path, []]);
  }
});

test('every example in JSON or YAML can be read', () => {
  const data = examples.filter(({language}) => language === 'json' || language === 'yaml');
  expect(data.length).toBeGreaterThan(5);
  for (const {path, language, text} of data) {
    if (language === 'json') expect(() => JSON.parse(text), path).not.toThrow();
    const errors = parseAllDocuments(text).flatMap(document => document.errors);
    expect([path, errors]).toEqual([path, []]);
  }
});

test('every npm script that a page names exists', () => {
  const {scripts} = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const {path, text} of pages) {
    const named = [...text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(
      ([, name]) => name,
    );
    const missing = named.filter(name => !(String(name) in scripts));
    expect([path, missing]).toEqual([path, []]);
  }
});

test('every command of the harness that a page shows has its options', async () => {
  const calls = examples.flatMap(harnessCalls);
  expect(calls.length).toBeGreaterThan(10);
  const helps = new Map<string, string>();
  for (const {path, command, options} of calls) {
    const help = helps.get(command) ?? (await runBin('harness', [command, '--help'])).stdout;
    helps.set(command, help);
    const unknown = options.filter(option => !new RegExp(`${option}\\b`).test(help));
    expect([path, command, unknown]).toEqual([path, command, []]);
  }
});

test('the connection of the Kubernetes page is one', async () => {
  const {text = ''} = examples.find(({text}) => text.includes('kind: ConfigMap')) ?? {};
  const [map] = parseAllDocuments(text).map(document => document.toJS());
  const path = join(await temporaryFolder(), 'connection.yaml');
  await writeFile(path, map.data['connection.yaml']);
  const environment = {SALESFORCE_PRIVATE_KEY: 'a key', COHORT_API_KEY: 'test_key'};
  const {connection} = await readConnection(path, {environment});
  expect(connection.import.enabled).toBe(true);
});

function markdownFiles(folder = '.'): string[] {
  const entries = readdirSync(folder, {withFileTypes: true});
  return entries.flatMap(entry => {
    const path = join(folder, entry.name);
    if (/^(node_modules|dist|\..*)$/.test(entry.name)) return [];
    if (entry.isDirectory()) return markdownFiles(path);
    return path.endsWith('.md') ? [path] : [];
  });
}

function examplesOf({path, text}: {path: string; text: string}): Example[] {
  const blocks = text.matchAll(/^( *)```(\w+)\n(.*?)^\1```$/gms);
  return [...blocks].map(([, indent = '', language = '', body = '']) => {
    const text = body.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
    return {path, language, text};
  });
}

function withoutExamples(text: string): string {
  return text.replace(/```.*?```/gs, '');
}

// In a shell's line the command follows the program; in an orchestrator's it begins the arguments.
function harnessCalls({path, text}: Example) {
  const whole = text.replace(/\\\n/g, ' ').replace(/[",[\]]/g, ' ');
  const lines = whole.matchAll(
    new RegExp(`(?:harness|command=|args:|--) +(${COMMANDS})\\b([^\\n|;#]*)`, 'g'),
  );
  return [...lines].map(([, command = '', rest = '']) => ({
    path,
    command,
    options: rest.match(/(?<=\s)--[a-z][a-z-]*/g) ?? [],
  }));
}
