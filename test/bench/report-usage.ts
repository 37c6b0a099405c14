/** Loaded before a program (`node --import`): tells on stderr, as it ends, what it has used. */
process.on('exit', () => {
  const {userCPUTime, systemCPUTime, maxRSS} = process.resourceUsage();
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  process.stderr.write(`\n${JSON.stringify({cpuSeconds, peakMegabytes: maxRSS / 1024})}\n`);
});
