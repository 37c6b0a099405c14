import {type Ended, type Files, type Started, start} from './run-connector.js';

interface Killing extends Files {
  input: string;
  /** Whether the destination knows that this is all of the input. */
  isWhole?: boolean;
  /** Resolves at the moment at which it is killed. */
  until: (started: Started) => Promise<unknown>;
}

/** Writes to a destination and kills it; resolves when it is gone, with what it has answered. */
export async function killWhileWriting(
  destination: string,
  {input, isWhole = true, until, ...files}: Killing,
): Promise<Ended> {
  const victim = await start(destination, 'write', {...files, cut: true});
  victim.child.stdin.write(input);
  if (isWhole) victim.child.stdin.end();
  await until(victim);
  victim.child.kill('SIGKILL');
  return victim.ended;
}

/** Writes to a destination until it ends by itself. */
export async function writeAll(
  destination: string,
  {input, ...files}: Files & {input: string},
): Promise<Ended> {
  const {child, ended} = await start(destination, 'write', files);
  child.stdin.end(input);
  return ended;
}
