import type {Argv} from 'yargs';
import {commonOptions, connectionOptions, storeOption, toPrograms} from './connection-options.js';

/** `serve`, and what only its pages need. */
export function addConsoleCommands(parser: Argv): void {
  addServe(parser);
  parser.command(
    'offers',
    false,
    options =>
      connectionOptions(options, 'offers')
        .option('object', {type: 'string', demandOption: true, requiresArg: true})
        .option('email-field', {type: 'string', demandOption: true, requiresArg: true}),
    async given => {
      const {offers} = await import('../commands/offers.js');
      await offers({...given, programs: toPrograms(given.connector)});
    },
  );
}

function addServe(parser: Argv): void {
  parser.command(
    'serve',
    'Serve the console: pages to set up, run and monitor connections, with a schedule',
    options =>
      storeOption(commonOptions(options))
        .option('connections', {
          type: 'string',
          default: '.',
          requiresArg: true,
          describe: 'Folder with the connection files',
        })
        .option('port', {
          type: 'number',
          default: 8080,
          requiresArg: true,
          describe: 'Port of the console; 0: any free port',
        })
        .option('host', {
          type: 'string',
          default: '127.0.0.1',
          requiresArg: true,
          describe:
            'Address to listen on; if it is not a loopback address, a password or a proxy is required',
        })
        .option('public-host', {
          type: 'string',
          array: true,
          default: [] as string[],
          requiresArg: true,
          describe: 'Host name under which browsers reach the console, such as console.acme.com',
        })
        .option('password-file', {
          type: 'string',
          requiresArg: true,
          describe: 'File with a password of 12 characters or more',
        })
        .option('proxy-header', {
          type: 'string',
          requiresArg: true,
          describe: 'Request header in which the proxy names the logged-in user',
        })
        .option('metrics-token-file', {
          type: 'string',
          requiresArg: true,
          describe: 'File with the bearer token for /metrics',
        })
        .option('login-port', {
          type: 'number',
          default: 1717,
          requiresArg: true,
          describe: "Port of the app's callback, http://localhost:1717/OauthRedirect",
        })
        .option('worker', {
          type: 'boolean',
          default: false,
          describe: 'No pages: run the due syncs of a store, together with other workers',
        })
        .option('concurrency', {
          type: 'number',
          default: 4,
          requiresArg: true,
          describe: 'How many syncs a worker runs at once',
        })
        .option('browser', {type: 'boolean', default: true, describe: 'Open the browser'})
        .example([
          ['$0 serve', 'Serve the connections in this folder at http://127.0.0.1:8080'],
          ['$0 serve --connections /etc/connections --port 0 --no-browser', 'In a container'],
          ['$0 serve --store postgresql://... --worker', 'A worker of many'],
        ]),
    async given => {
      if (given.worker) {
        const {serveWorker} = await import('../worker/serve-worker.js');
        await serveWorker({...given, store: given.store});
        return;
      }
      const {serve} = await import('../console/serve.js');
      const {passwordFile, proxyHeader, metricsTokenFile} = given;
      await serve({...given, store: given.store, passwordFile, proxyHeader, metricsTokenFile});
    },
  );
}
