import type {ConnectorSpecification, Validator} from '@cohort-salesforce/spec';

/** The config of both null connectors; none of it is required. */
export interface NullConfig {
  records?: number;
  /** How long each record is, as JSON. */
  record_bytes?: number;
  rejects_dir?: string;
}

export const specification: ConnectorSpecification = {
  connectionSpecification: {type: 'object', properties: {}},
};

export const validateConfig: Validator<NullConfig> = (value): value is NullConfig =>
  typeof value === 'object' && value !== null;
