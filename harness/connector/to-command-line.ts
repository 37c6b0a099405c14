import {dirname, resolve} from 'node:path';
import {DURABILITY_SOCKET, RENEWED_CONFIG_FILE, SPANS_VARIABLE} from '@cohort-salesforce/spec';
import type {Program} from './find-program.js';

/** A command of the protocol and its files. */
export interface ConnectorCall {
  command: 'spec' | 'check' | 'discover' | 'read' | 'write';
  files: {config?: string; catalog?: string; state?: string | undefined};
  /** Folders that the connector's config names and that it must reach. */
  folders?: readonly string[];
  /** Where it writes a config that it renews, before it goes on. */
  renewedFile?: string | undefined;
  /** Whether it reports its calls and batches. */
  isTraced?: boolean | undefined;
  /** Where it asks for what it has written to be made durable. */
  durabilitySocket?: string | undefined;
  /** Whether it logs each request. */
  debug?: boolean | undefined;
}

/** What is run for a call: the program itself, or the command that Airbyte documents for an image. */
export function toCommandLine({command, image}: Program, call: ConnectorCall): string[] {
  const files = Object.entries(call.files).flatMap(([option, path]) =>
    path === undefined ? [] : [[`--${option}`, resolve(path)]],
  );
  const args = [call.command, ...files.flat(), ...(call.debug ? ['--debug'] : [])];
  return image ? [...containerCommand(image, call), ...args] : [...command, ...args];
}

// Mounted at their own paths, so that a path means the same inside; as the caller, so that
// private files can be read and what is written belongs to them.
function containerCommand(
  image: string,
  {files, folders = [], renewedFile, durabilitySocket, isTraced}: ConnectorCall,
): string[] {
  const paths = [...Object.values(files), renewedFile, durabilitySocket].filter(
    path => path !== undefined,
  );
  const mounted = new Set([...paths.map(path => dirname(resolve(path))), ...folders]);
  const volumes = [...mounted].flatMap(folder => ['--volume', `${folder}:${folder}`]);
  const user = `${process.getuid?.() ?? 1000}:${process.getgid?.() ?? 1000}`;
  const engine = process.env.HARNESS_CONTAINER_ENGINE ?? 'docker';
  const options = (process.env.HARNESS_CONTAINER_OPTIONS ?? '').split(/\s+/).filter(Boolean);
  const renewed = renewedFile ? ['--env', `${RENEWED_CONFIG_FILE}=${renewedFile}`] : [];
  const durable = durabilitySocket ? ['--env', `${DURABILITY_SOCKET}=${durabilitySocket}`] : [];
  const traced = isTraced ? ['--env', `${SPANS_VARIABLE}=1`] : [];
  const fixed = ['run', '--rm', '-i', '--init', '--user', user];
  const environment = [...renewed, ...durable, ...traced];
  return [engine, ...fixed, ...volumes, ...network(), ...environment, ...options, image];
}

// A container inherits nothing: the way to the network and who is trusted on it. By name only, so that no password of
// a proxy stands on a command line.
function network(): string[] {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap(name => [
    name,
    name.toLowerCase(),
  ]);
  const proxies = names.filter(name => process.env[name] !== undefined);
  const certificates = process.env.NODE_EXTRA_CA_CERTS;
  return [
    ...proxies.flatMap(name => ['--env', name]),
    ...(certificates
      ? [
          '--env',
          'NODE_EXTRA_CA_CERTS',
          '--volume',
          `${resolve(certificates)}:${resolve(certificates)}:ro`,
        ]
      : []),
  ];
}
