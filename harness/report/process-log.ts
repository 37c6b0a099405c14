import {cleanText} from './clean-text.js';
import {type LogFacts, toLogLine} from './log-line.js';

/**
 * What this process says on stderr besides its terminal's lines: where nothing is known yet, or where a
 * prompt is shown. A process has one stderr and one format of it.
 */
export const processLog = {
  isJson: false,
  /** Makes each line a JSON object, also those of Node itself, such as warnings of deprecation. */
  useJson(): void {
    processLog.isJson = true;
    process.removeAllListeners('warning');
    process.on('warning', ({name, message}) => {
      processLog.write(message, {level: 'warn', fields: {name}});
    });
  },
  write(text: string, facts: LogFacts = {}): void {
    process.stderr.write(`${processLog.isJson ? toLogLine(text, facts) : cleanText(text)}\n`);
  },
};

/** Whether the words of a command line ask for JSON, however wrong the others are. */
export function wantsJsonLog(argv: readonly string[]): boolean {
  return argv.some(
    (word, at) =>
      word === '--log-format=json' || (word === '--log-format' && argv[at + 1] === 'json'),
  );
}
