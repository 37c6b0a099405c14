export {discoverStreams, streams} from './streams.js';
