/** Made-up lines of many kinds with random values: the templates repeat, the lines do not. Deterministic. */
export class LineSource {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  /** A number from 0 to n - 1 (mulberry32, public domain). */
  private below(n: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  }

  private ip(): string {
    return [1 + this.below(223), this.below(256), this.below(256), 1 + this.below(254)].join('.');
  }

  private pick(...texts: string[]): string {
    return texts[this.below(texts.length)] ?? '';
  }

  /** One line; what it says repeats, its values do not. */
  next(): string {
    const n = (limit: number): string => String(this.below(limit));
    const two = (): string => String(10 + this.below(50));
    switch (this.below(12)) {
      case 0:
        return `Failed password for invalid user u${n(99)} from ${this.ip()} port ${n(60000)} ssh2`;
      case 1:
      case 2:
      case 3:
        return `${this.ip()} - - [21/Nov/2026:10:${two()}:${two()} +0000] "GET /api/items/${n(99999)} HTTP/1.1" ${this.pick('200', '200', '200', '304', '404', '500')} ${n(50000)} "-" "Mozilla/5.0 (X11; Linux x86_64)"`;
      case 4:
        return `2026-11-21 10:00:${two()},123 INFO [worker-${n(16)}] com.acme.OrderService - order ${n(999999)} processed in ${n(900)} ms`;
      case 5:
        return `connection from ${this.ip()}:${n(60000)} closed after ${n(999)} s`;
      case 6:
        return `User ${n(99999)} logged in.`;
      case 7:
        return `backup of volume vol-${n(99)} completed, ${n(9999)} MB written`;
      case 8:
        return `java.net.SocketTimeoutException: Read timed out after ${n(30000)} ms calling http://svc-${n(20)}/v1/x`;
      case 9:
        return `disk /dev/sd${this.pick('a', 'b', 'c')}1 usage at ${n(100)} %`;
      case 10:
        return `invoice ${n(99999)} could not be routed: approver ${n(500)} is on leave`;
      default:
        return `cache refreshed, ${n(5000)} entries, ${n(90)} evicted, took ${n(40)} ms`;
    }
  }

  take(count: number): string[] {
    return Array.from({ length: count }, () => this.next());
  }
}

const WORDS =
  'archive batch cursor daemon ember fabric gateway harbor index journal kernel ledger mirror node orbit packet quorum relay shard tunnel upload vector worker yield zone'.split(
    ' ',
  );

/** A line of a template that has not been seen before; `i` names it. */
export function newTemplate(i: number): string {
  const word = (k: number): string => WORDS[Math.floor(i / WORDS.length ** k) % WORDS.length] ?? '';
  return `${word(0)} of the ${word(1)} ${word(2)} could not reach its ${word(3)} in ${String(i)} ms and was put aside`;
}
