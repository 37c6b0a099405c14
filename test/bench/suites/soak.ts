import {spawn} from 'node:child_process';
import {once} from 'node:events';
import type {Result, SoakedProcess} from '../result.js';
import {harness} from '../run/direction.js';
import {Emulators} from '../run/emulators.js';
import {MemorySampler} from '../run/memory-sampler.js';

/** One long import; is there a process whose memory grows with what it has passed on? */
export async function benchSoak(contacts: number): Promise<Pick<Result, 'soak'>> {
  process.stderr.write(`soak: ${contacts} contacts\n`);
  const emulators = await Emulators.start({contacts});
  const start = performance.now();
  const argv = ['import', '--connection', emulators.file('connection.yaml'), '--quiet'];
  const child = spawn(process.execPath, [harness, ...argv], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const sampler = new MemorySampler(child.pid ?? 0);
  const [code] = await once(child, 'close');
  sampler.stop();
  if (code !== 0) throw new Error(`soak: exit code ${code}`);
  const seconds = (performance.now() - start) / 1000;
  const processes = sampler.longLived.map(judge);
  await emulators.stop();
  return {soak: {contacts, seconds, processes}};
}

function judge({program, megabytes}: {program: string; megabytes: number[]}): SoakedProcess {
  const third = Math.ceil(megabytes.length / 3);
  return {
    program,
    peakOfFirstThird: Math.max(...megabytes.slice(0, third)),
    peakOfLastThird: Math.max(...megabytes.slice(-third)),
  };
}
