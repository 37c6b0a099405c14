import {runSource} from '../spec/index.js';
import {source} from './source.js';

await runSource(source);
