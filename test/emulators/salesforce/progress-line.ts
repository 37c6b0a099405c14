import type {WriteStream} from 'node:tty';

const clearLine = '\r\u001b[K';

/** Writes one line that tells how far the seeding is, on a terminal; elsewhere nothing. */
export function progressLine(stream: WriteStream): (share: number) => void {
  let shown = -1;
  return share => {
    const percent = Math.floor(share * 100);
    if (!stream.isTTY || percent === shown) return;
    shown = percent;
    stream.write(percent >= 100 ? clearLine : `${clearLine}seeding ${percent} %`);
  };
}
