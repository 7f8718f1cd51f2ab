import type { ClassifiedLog } from '../core/log';
import type { Enricher } from './enricher';
import { clientAddress } from './geo/client-address';
import type { GeoIp } from './geo/geo-ip';

/** Says where the other side is, in `log.geo`. */
export class GeoEnricher implements Enricher {
  readonly name = 'geoip';

  constructor(private readonly geoIp: GeoIp) {}

  enrich(log: ClassifiedLog): void {
    const address = clientAddress(log);
    if (address !== null) log.geo = this.geoIp.lookup(address);
  }
}
