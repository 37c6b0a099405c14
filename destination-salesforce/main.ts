import {runDestination} from '../spec/index.js';
import {destination} from './destination.js';

await runDestination(destination);
