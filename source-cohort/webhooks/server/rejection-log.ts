interface Rejected {
  status: number;
  message?: string;
}

const EVERY_MS = 60_000;

/** Says that deliveries were rejected and why: the first at once, the following ones once a minute. */
export class RejectionLog {
  readonly #log: (line: string) => void;
  readonly #everyMs: number;
  readonly #counts = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(log: (line: string) => void, everyMs = EVERY_MS) {
    this.#log = log;
    this.#everyMs = everyMs;
  }

  add({status, message = ''}: Rejected, address: string): void {
    const reason = `${status} ${message}`;
    if (this.#timer) {
      this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
      return;
    }
    this.#log(`Rejected a delivery from ${printable(address)}: ${reason}.${adviceFor(reason)}`);
    this.#timer = setTimeout(() => this.flush(), this.#everyMs).unref();
  }

  /** Says what has not been said yet. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#counts.size === 0) return;
    const counts = [...this.#counts].map(([reason, count]) => `${count} x ${reason}`);
    this.#log(`Rejected further deliveries: ${counts.join(', ')}.`);
    this.#counts.clear();
  }
}

function adviceFor(reason: string): string {
  if (reason.includes('No matching signature')) {
    return " Compare the secret with the one of the endpoint in Cohort's Webhooks Portal.";
  }
  return reason.includes('timestamp') ? ' If it is genuine, check the clock of this machine.' : '';
}

// It may come from a header.
function printable(address: string): string {
  return address.replace(/[^\w.:-]/g, '?').slice(0, 60);
}
