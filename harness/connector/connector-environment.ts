/**
 * The environment of a connector: this one's, and what keeps memory small and cannot be set any more
 * once a program runs. Images set the same. What is set here already stands.
 */
export function connectorEnvironment(given: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  // Of 800,000 users written, glibc's memory for each thread is 25 MB of the peak (it means nothing without
  // glibc), and 16 MB are young objects that V8 lets gather in more than twice 8 MB.
  const nodeOptions = `--max-semi-space-size=8 ${given.NODE_OPTIONS ?? ''}`.trim();
  return {MALLOC_ARENA_MAX: '1', ...given, NODE_OPTIONS: nodeOptions};
}
