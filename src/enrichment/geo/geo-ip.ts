import type { Geo } from '../../core/log';
import type { OnProblem } from '../enricher';
import { isReserved } from './client-address';
import { LocationFile } from './location-file';
import { mergeLocations, NOWHERE, readLocation } from './location-record';

export interface GeoIpOptions {
  /** Paths of mmdb files; null for none. A later file answers what an earlier one leaves open. */
  readonly cityFile: string | null;
  readonly countryFile: string | null;
  readonly asnFile: string | null;
  readonly onProblem: OnProblem;
  /** Milliseconds between looks at the files' times; 0 looks once only. */
  readonly pollMs: number;
}

/** Answers where an address is from local database files. Until they are loaded every answer is null. */
export class GeoIp {
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
    if (isReserved(address)) return null;
    let place = NOWHERE;
    // Nothing is made for an address: files remember what they hold, and most servers have one file.
    for (const file of this.files) {
      const found = readLocation(file.lookup(address));
      place = place === NOWHERE ? found : mergeLocations(place, found);
    }
    return place.country === null && place.city === null && place.asn === null ? null : place;
  }

  close(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  private async refresh(): Promise<void> {
    await Promise.all(this.files.map((file) => file.refresh()));
  }
}
