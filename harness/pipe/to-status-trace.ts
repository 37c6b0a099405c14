import type {StreamStatus} from '@cohort-salesforce/spec';

/** The trace that tells what became of a stream. */
export function toStatusTrace(
  {name, namespace}: {name: string; namespace?: string | null},
  status: StreamStatus,
) {
  const stream_descriptor = namespace ? {name, namespace} : {name};
  const stream_status = {stream_descriptor, status};
  return {type: 'STREAM_STATUS', emitted_at: Date.now(), stream_status};
}
