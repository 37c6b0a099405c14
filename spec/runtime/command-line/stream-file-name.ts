import {streamKey} from '../../protocol/index.js';

/** The file name, without extension, of what is kept about a stream. Nothing a stream is called can leave the folder. */
export function toStreamFileName(stream: {name: string; namespace?: string | null}): string {
  return streamKey(stream)
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .replace(/[^\w-]/gu, character => encodeURIComponent(character).replaceAll('.', '%2E'));
}
