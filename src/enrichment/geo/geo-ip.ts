import type { Geo } from '../../core/log';
import type { OnProblem } from '../enricher';
import { RecentAnswers } from '../recent-answers';
import { isReserved } from './client-address';
import { LocationFile } from './location-file';
import { mergeLocations, readLocation } from './location-record';

export interface GeoIpOptions {
  /** Paths of mmdb files; null for none. A later file answers what an earlier one leaves open. */
  readonly cityFile: string | null;
  readonly countryFile: string | null;
  readonly asnFile: string | null;
  readonly onProblem: OnProblem;
  /** Milliseconds between looks at the files' times; 0 looks once only. */
  readonly pollMs: number;
}

/** Addresses whose place is remembered. */
const REMEMBERED = 16_384;
const NOWHERE: Geo = { country: null, countryName: null, city: null, asn: null };

/** Answers where an address is from local database files. Until they are loaded every answer is null. */
export class GeoIp {
  private readonly answers = new RecentAnswers<Geo>(REMEMBERED);
  private timer: NodeJS.Timeout | null = null;
  private loading: Promise<void>;

  private constructor(
    private readonly files: readonly LocationFile[],
    pollMs: number,
  ) {
    this.loading = this.refresh();
    if (pollMs > 0 && files.length > 0) {
      this.timer = setInterval(() => {
        this.loading = this.loading.then(() => this.refresh());
      }, pollMs);
      this.timer.unref();
    }
  }

  /** Returns at once; the files are read beside the start of the server. */
  static open({ cityFile, countryFile, asnFile, onProblem, pollMs }: GeoIpOptions): GeoIp {
    const paths = [cityFile, countryFile, asnFile].filter((path) => path !== null);
    return new GeoIp(
      paths.map((path) => new LocationFile(path, onProblem)),
      pollMs,
    );
  }

  /** Resolves when the files that are there have been read. */
  async ready(): Promise<void> {
    await this.loading;
  }

  /** Null for addresses that are private, reserved, invalid or in no database. */
  lookup(address: string): Geo | null {
    const geo = this.answers.get(address, (asked) => this.find(asked));
    return geo === NOWHERE ? null : geo;
  }

  close(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  private find(address: string): Geo {
    if (isReserved(address)) return NOWHERE;
    const geo = this.files.reduce<Geo>(
      (known, file) => mergeLocations(known, readLocation(file.lookup(address))),
      NOWHERE,
    );
    return geo.country === null && geo.city === null && geo.asn === null ? NOWHERE : geo;
  }

  private async refresh(): Promise<void> {
    const changed = await Promise.all(this.files.map((file) => file.refresh()));
    if (changed.includes(true)) this.answers.clear();
  }
}
