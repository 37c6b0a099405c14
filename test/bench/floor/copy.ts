import {createReadStream} from 'node:fs';
import {Client, type Connection, type Submittable} from 'pg';

/** What the driver's types leave out. */
interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

// COPY of a CSV file, as any client of PostgreSQL would send it. Usage: node copy.js URL TABLE FILE
const [url = '', table = '', file = ''] = process.argv.slice(2);
const client = new Client({connectionString: url});
await client.connect();
await new Promise<void>((resolve, reject) => client.query(copyFrom(resolve, reject)));
await client.end();

/** What the driver calls with each answer of the server. */
interface Copying extends Submittable {
  handleCopyInResponse(connection: CopyConnection): void;
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
}

function copyFrom(resolve: () => void, reject: (error: Error) => void): Copying {
  return {
    submit: connection => connection.query(`COPY ${table} FROM STDIN (FORMAT csv)`),
    handleCopyInResponse: connection => void send(connection).catch(reject),
    handleCommandComplete: () => undefined,
    handleReadyForQuery: resolve,
    handleError: reject,
  };
}

async function send(connection: CopyConnection): Promise<void> {
  const {stream} = connection;
  for await (const chunk of createReadStream(file)) {
    connection.sendCopyFromChunk(chunk);
    if (stream.writableNeedDrain) await new Promise(resolve => stream.once('drain', resolve));
  }
  connection.endCopyFrom();
}
