import { LRUCache } from 'lru-cache';
import { readFile, stat } from 'node:fs/promises';
import { Reader, type Response } from 'maxmind';
import { messageOf } from '../../core/errors';
import type { OnProblem } from '../enricher';

/** Records kept decoded: a country's is asked for again and again. */
const REMEMBERED_RECORDS = 10_000;

/**
 * One database file, read into memory and read again when it changes. While it is missing or broken there is no
 * answer from it, or the one of the last good file; either is said once until a good file has been read again.
 */
export class LocationFile {
  private reader: Reader<Response> | null = null;
  private loadedStamp = '';
  private refusedStamp = '';
  private saidSo = false;

  constructor(
    private readonly path: string,
    private readonly onProblem: OnProblem,
  ) {}

  lookup(address: string): Response | null {
    return this.reader === null || !this.covers(address, this.reader) ? null : this.reader.get(address);
  }

  /** Loads the file when it is another one than before. Never rejects. */
  async refresh(): Promise<void> {
    let stamp = 'unreadable';
    try {
      const { mtimeMs, size, ino } = await stat(this.path);
      stamp = [mtimeMs, size, ino].join('/');
      if (stamp === this.loadedStamp || stamp === this.refusedStamp) return;
      const reader = new Reader<Response>(await readFile(this.path), {
        cache: new LRUCache({ max: REMEMBERED_RECORDS }),
      });
      // A file that is cut short still opens; reading an answer out of its end shows it.
      probe(reader);
      this.reader = reader;
      this.loadedStamp = stamp;
      this.refusedStamp = '';
      this.saidSo = false;
    } catch (error) {
      if (!this.saidSo) {
        const kept = this.reader === null ? 'locations from it are missing' : 'the one read before stays in use';
        this.onProblem(`location database ${this.path} cannot be read, ${kept}: ${messageOf(error)}`);
      }
      this.refusedStamp = stamp;
      this.saidSo = true;
    }
  }

  /** A database of IPv4 alone throws on other addresses. */
  private covers(address: string, reader: Reader<Response>): boolean {
    return reader.metadata.ipVersion === 6 || !address.includes(':');
  }
}

function probe(reader: Reader<Response>): void {
  for (let first = 1; first < 224; first++) reader.get(`${String(first)}.0.0.1`);
}
