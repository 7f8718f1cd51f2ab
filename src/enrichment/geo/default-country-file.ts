import { createRequire } from 'node:module';

/** The country database of the package `@ip-location-db/geo-whois-asn-country-mmdb`; null when it is not installed. */
export function defaultCountryFile(): string | null {
  try {
    return createRequire(__filename).resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb');
  } catch {
    // An optional dependency: without it countries stay unknown unless a file is configured.
    return null;
  }
}
