import type {AirbyteStream} from '@cohort-salesforce/spec';
import {likelyParents} from '../salesforce/index.js';
import type {Session} from '../session.js';
import {chooseObjects} from './choose-objects.js';
import {describeStream} from './describe-stream.js';
import {withParentFields} from './parent-fields.js';
import {toStream} from './to-stream.js';

/** The chosen objects as streams. One whose describe cannot be had is left out with a warning. */
export async function discoverStreams({
  salesforce,
  config,
  context,
}: Session): Promise<AirbyteStream[]> {
  const all = await salesforce.describeGlobal();
  const objects = new Set(chooseObjects(all, config));
  const streams: AirbyteStream[] = [];
  const paths = config.parent_fields ?? [];
  // Of parents that are described in the same call, the fields are known.
  const parents = likelyParents(paths).filter(parent => all.some(({name}) => name === parent));
  const found = await salesforce.describeAll([...new Set([...objects, ...parents])]);
  for (const [object, described] of found) {
    if (!objects.has(object)) continue;
    if (described instanceof Error) {
      context.log('WARN', `${object} is skipped: ${described.message}`);
    } else {
      streams.push(toStream(await withParentFields(salesforce, described, paths)));
    }
  }
  const describes = describeStream(config);
  if (describes) streams.push(describes);
  return streams.sort((left, right) => left.name.localeCompare(right.name, 'en'));
}
