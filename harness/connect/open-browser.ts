import {spawn} from 'node:child_process';

/** Opens an address in the person's browser, if there is one; says nothing when there is none. */
export function openBrowser(url: string): void {
  const [command, ...args] = browserCommand(url);
  if (command === undefined) return;
  const child = spawn(command, args, {detached: true, stdio: 'ignore'});
  child.on('error', () => {});
  child.unref();
}

// Never through a shell: the address is data.
function browserCommand(url: string): string[] {
  if (process.env.BROWSER) return [process.env.BROWSER, url];
  if (process.platform === 'darwin') return ['open', url];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open', url] : [];
}
