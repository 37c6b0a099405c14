import {readFileSync, writeFileSync} from 'node:fs';
import {Session} from 'node:inspector';
import {join} from 'node:path';
import {programName} from './program-name.js';

/**
 * Loaded before a program and all it starts (`NODE_OPTIONS=--import`): writes what it has used to a file of
 * BENCH_USAGE as it ends, and what it spent its time on to one of BENCH_PROFILES.
 */
const {BENCH_USAGE: usages, BENCH_PROFILES: profiles} = process.env;
const program = programName(process.argv[1] ?? '');
const session = profiles ? startProfile() : undefined;

let ownMegabytes = 0;
if (usages) setInterval(noteOwnMemory, 250).unref();

process.on('exit', () => {
  noteOwnMemory();
  const {userCPUTime, systemCPUTime, maxRSS} = process.resourceUsage();
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  const usage = {program, cpuSeconds, peakMegabytes: maxRSS / 1024, ownMegabytes};
  if (usages) writeFileSync(join(usages, `${process.pid}.json`), JSON.stringify(usage));
  session?.post('Profiler.stop', (_, {profile}) => {
    const name = `${program}-${process.pid}.cpuprofile`;
    writeFileSync(join(profiles ?? '', name), JSON.stringify(profile));
  });
});

// Pages of mapped files count as resident too, but the system takes them back whenever it needs them.
function noteOwnMemory(): void {
  const status = readFileSync('/proc/self/status', 'utf8');
  const kilobytes = Number(/^RssAnon:\s*(\d+)/m.exec(status)?.[1]);
  ownMegabytes = Math.max(ownMegabytes, kilobytes / 1024);
}

function startProfile(): Session {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  return session;
}
