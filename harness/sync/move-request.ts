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
  position: LinkPosition;
  states: () => Promise<StateFile>;
  only?: (catalog: ConfiguredAirbyteCatalog) => Promise<MoveOptions['only']>;
  onStart?: MoveOptions['onStart'] | undefined;
}

/** How a move is shown. */
export interface MoveLabel {
  /** `settle` where the import reads what the export has written. */
  label?: string;
  onStart?: MoveOptions['onStart'] | undefined;
}
