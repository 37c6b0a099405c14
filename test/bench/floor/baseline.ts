import {createReadStream, createWriteStream} from 'node:fs';
import {pipeline} from 'node:stream/promises';
import {downloadBulk} from './bulk-download.js';
import {CellParser} from './parse-cells.js';

// What reading is measured against. Usage: node baseline.js download|save|parse FILE URL TOKEN QUERY
const [what = '', file = '', url = '', token = '', query = ''] = process.argv.slice(2);
const baselines: Record<string, () => Promise<number>> = {
  download: async () => {
    let bytes = 0;
    for await (const chunk of downloadBulk(url, token, query)) bytes += chunk.length;
    return bytes;
  },
  save: async () => {
    await pipeline(downloadBulk(url, token, query), createWriteStream(file));
    return 0;
  },
  parse: async () => {
    const parser = new CellParser();
    let values = 0;
    for await (const chunk of createReadStream(file)) {
      for (const row of parser.rows(chunk as Buffer)) values += row.length;
    }
    return values;
  },
};
const result = await baselines[what]?.();
process.stdout.write(`${result}\n`);
