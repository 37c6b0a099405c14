import {ConnectorError, type Failure} from '@cohort-salesforce/spec';

interface Explanation {
  failure: Failure;
  advice: string;
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  '25006': {
    failure: 'config_error',
    advice: 'This server only reads, such as a replica: put the primary server into channel.url.',
  },
  '28000': {failure: 'config_error', advice: 'Check user and pg_hba.conf.'},
  '28P01': {
    failure: 'config_error',
    advice:
      'Check user and password in channel.url. A % in them is written %25: what follows it may have been taken for a code.',
  },
  '3D000': {failure: 'config_error', advice: 'Check the database in channel.url.'},
  '3F000': {failure: 'config_error', advice: 'Check channel.schema, or create the schema.'},
  '42501': {
    failure: 'config_error',
    advice: 'Grant the database user what it lacks: check prints the SQL.',
  },
  '42P01': {failure: 'config_error', advice: 'The table is gone: run check.'},
  '42703': {failure: 'config_error', advice: 'A column is gone: run check.'},
  '42P10': {failure: 'config_error', advice: 'email_key has no unique index: run check.'},
  '53100': {
    failure: 'transient_error',
    advice: 'The disk of the server is full: free some space and run again. Nothing is lost.',
  },
};

const TRANSIENT_CODES =
  /^(08...|40...|53...|55P03|55006|57...|58...|25P03|25P04|XX000|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND)$/;
const TRANSIENT_MESSAGES =
  /connection terminated|query read timeout|timeout expired|not queryable|connection error|client was closed/i;
const TLS = /certificate|self.signed|SSL|TLS|ERR_TLS|altname/i;
// Of a row's content: another row can still be written.
const DATA_CODES = /^(22...|23...|54000|54001)$/;

export function codeOf(error: unknown): string {
  const {code} = (error ?? {}) as {code?: unknown};
  return typeof code === 'string' ? code : '';
}

/** Whether the same again can succeed in a moment. */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  if (code === '53100') return false;
  if (TRANSIENT_CODES.test(code)) return true;
  return code === '' && error instanceof Error && TRANSIENT_MESSAGES.test(error.message);
}

/** Whether it is a row that PostgreSQL does not take. */
export function isDataError(error: unknown): boolean {
  return DATA_CODES.test(codeOf(error));
}

/** An error of the driver or the server, with what to do. Shows no value: a server's `detail` would. */
export function explainError(error: unknown, doing: string): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const code = codeOf(error);
  const said = messageOf(error);
  const known = Object.hasOwn(EXPLANATIONS, code) ? EXPLANATIONS[code] : undefined;
  const {failure, advice} = known ?? guess(error, said);
  return new ConnectorError({
    failure,
    message: `${doing}: ${said}${code && ` (${code})`}.${advice && ` ${advice}`}`,
    cause: error,
    facts: {code},
  });
}

// Of several addresses of one host, none answered.
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}

function guess(error: unknown, said: string): Explanation {
  if (TLS.test(said) || TLS.test(codeOf(error))) {
    return {
      failure: 'config_error',
      advice:
        'Put the certificate authority into channel.ssl.ca, or choose another channel.ssl.mode.',
    };
  }
  if (isPassing(error)) return {failure: 'transient_error', advice: ''};
  return {failure: isDataError(error) ? 'config_error' : 'system_error', advice: ''};
}
