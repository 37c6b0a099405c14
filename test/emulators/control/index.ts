export {
  type Control,
  type ControlOptions,
  controlEmulator,
  insideHeader,
} from './control-emulator.js';
export {FaultBook, type FaultRule, type StoredFault} from './fault-book.js';
