export {CsvExport} from './csv-export.js';
export {checkExport, discoverExport, readExport} from './users.js';
