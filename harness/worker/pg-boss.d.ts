/**
 * What the worker uses of pg-boss 12. Its own types are not installed with Node 20, which pg-boss does not support.
 */
declare module 'pg-boss' {
  export interface Job {
    id: string;
    data: unknown;
  }

  export class PgBoss {
    constructor(options: {
      connectionString: string;
      ssl?: boolean;
      schema: string;
      application_name: string;
      max: number;
      superviseIntervalSeconds: number;
      monitorIntervalSeconds: number;
    });
    on(event: 'error' | 'warning', listener: (told: unknown) => void): this;
    start(): Promise<this>;
    stop(options: {graceful: boolean; timeout: number}): Promise<void>;
    createQueue(
      name: string,
      options: {
        policy: 'exclusive';
        retryLimit: number;
        retryDelay: number;
        retryBackoff: boolean;
        retryDelayMax: number;
        heartbeatSeconds: number;
        expireInSeconds: number;
        deleteAfterSeconds: number;
      },
    ): Promise<void>;
    send(name: string, data: object, options: {singletonKey: string}): Promise<string | null>;
    work(
      name: string,
      options: {localConcurrency: number; pollingIntervalSeconds: number},
      handler: (jobs: Job[]) => Promise<void>,
    ): Promise<string>;
  }
}
