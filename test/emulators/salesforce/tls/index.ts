export {type Certificates, makeCertificates} from './make-certificates.js';
