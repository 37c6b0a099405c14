export {seedRows} from './seed-rows.js';
