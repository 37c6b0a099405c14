export {checkFolder} from './check-folder.js';
export {EventFolder} from './event-folder.js';
export {readWebhookStream, webhookStreams} from './streams.js';
