import {access, constants, mkdir} from 'node:fs/promises';
import {type ConnectorError, configError} from '../connector-error.js';
import {BaselineStore} from './baseline-store.js';

/** Opens the baseline store in a folder, which is created for its owner alone. Closes it again if `prove` throws. */
export async function openOwnBaseline(
  folder: string,
  prove: (store: BaselineStore) => Promise<void>,
): Promise<BaselineStore> {
  await requireWritable(folder);
  const store = await BaselineStore.open(folder);
  try {
    await prove(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The error for a baseline of another org; `where` is what leads to the org that was found. */
export function baselineOfAnotherOrg(
  folder: string,
  {owner, found, where}: {owner: string; found: string; where: string},
): ConnectorError {
  return configError(
    `The baseline in ${folder} belongs to the org ${owner}, but ${where} ${found}. If the org was replaced, as after a sandbox refresh, set new_org (harness: --new-org): only links whose record and user both still exist are kept.`,
  );
}

async function requireWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, {recursive: true, mode: 0o700});
    await access(folder, constants.W_OK);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw configError(`baseline_dir: ${folder} cannot be written (${reason}).`);
  }
}
