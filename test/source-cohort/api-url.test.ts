import {createCohort} from '@cohort-salesforce/source-cohort/cohort';
import {expect, test} from 'vitest';
import {recordingContext} from '../fixtures/recording-context.js';

test.each(['https://ann:s3cret-word@api.getcohort.com', 'http://s3cret-word@localhost:1'])(
  'an api_url with a password is refused, and the password is not shown: %s',
  api_url => {
    const create = () => createCohort({api_key: 'test_1', api_url}, recordingContext().context);
    expect(create).toThrow(/api_url holds a user or a password/);
    expect(create).not.toThrow(/s3cret-word/);
  },
);
