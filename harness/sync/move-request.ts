import type {ConfiguredAirbyteCatalog} from '@cohort-salesforce/spec';
import type {StateFile} from '../store/state-file.js';
import type {LinkPosition} from './links.js';
import type {MoveOptions} from './move.js';

export type Settings = Readonly<Record<string, unknown>>;

/** One move of a direction. */
export interface MoveRequest {
  /** For the destination, besides its own. */
  settings: Settings;
  /** For the source. */
  sourceSettings?: Settings;
  /** Whether nothing is written or kept. */
  isDryRun?: boolean;
  position: LinkPosition;
  states: () => Promise<StateFile>;
  only?: (catalog: ConfiguredAirbyteCatalog) => Promise<MoveOptions['only']>;
  onStart?: MoveOptions['onStart'] | undefined;
}

/** A move of some objects of the source. */
export interface ListedRequest
  extends Pick<MoveRequest, 'settings' | 'sourceSettings' | 'isDryRun'> {
  /** Of the baseline store, if it is not the connection's own. */
  folder?: string;
}

/** How a move is shown. */
export interface MoveLabel {
  /** `settle` for the re-import: the word that summaries (`--json`) and folders have for it. */
  label?: string;
  onStart?: MoveOptions['onStart'] | undefined;
}
