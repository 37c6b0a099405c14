import {describeOnTerminal} from '../fixtures/pseudo-terminal.js';
import {terminalCases} from './terminal-cases.js';

await describeOnTerminal(() => terminalCases(60));
