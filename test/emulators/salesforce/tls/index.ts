export {makeCertificates} from './make-certificates.js';
