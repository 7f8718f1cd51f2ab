import { isObject } from '../../core/json';
import type { Geo } from '../../core/log';

/** What a record that says nothing says. */
export const NOWHERE: Geo = { country: null, countryName: null, city: null, asn: null };
/** The files give the same object for the same record. */
const known = new WeakMap<object, Geo>();
const knownNames = new Map<string, string | null>();
const COUNTRY_NAMES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/**
 * Reads a record of a location database in either shape in use: nested as MaxMind writes it
 * (`country.iso_code`, `city.names.en`, `autonomous_system_number`) or flat as ip-location-db and IPinfo do
 * (`country_code`, `city`, `asn: "AS15169"`). Null for what the record does not say.
 */
export function readLocation(record: unknown): Geo {
  if (!isObject(record)) return NOWHERE;
  let location = known.get(record);
  if (location === undefined) known.set(record, (location = readRecord(record)));
  return location;
}

function readRecord(record: Record<string, unknown>): Geo {
  const country = countryCode(record);
  return {
    country,
    countryName:
      englishName(record['country']) ?? text(record['country_name']) ?? (country === null ? null : nameOf(country)),
    city: englishName(record['city']) ?? text(record['city']),
    asn: systemNumber(record),
  };
}

/** What `first` does not say, `second` may. */
export function mergeLocations(first: Geo, second: Geo): Geo {
  return {
    country: first.country ?? second.country,
    countryName: first.countryName ?? second.countryName,
    city: first.city ?? second.city,
    asn: first.asn ?? second.asn,
  };
}

function countryCode(record: Record<string, unknown>): string | null {
  const { country, registered_country: registered } = record;
  for (const place of [country, registered]) {
    if (isObject(place) && typeof place['iso_code'] === 'string') return place['iso_code'];
  }
  const flat = text(record['country_code']) ?? text(record['countryCode']) ?? text(country);
  return flat !== null && /^[A-Z]{2}$/i.test(flat) ? flat.toUpperCase() : null;
}

/** Asked once a country: the answer takes longer than the look-up of an address. */
function nameOf(country: string): string | null {
  let name = knownNames.get(country);
  if (name === undefined) knownNames.set(country, (name = COUNTRY_NAMES.of(country) ?? null));
  return name;
}

function englishName(place: unknown): string | null {
  return isObject(place) && isObject(place['names']) ? text(place['names']['en']) : null;
}

function systemNumber(record: Record<string, unknown>): number | null {
  for (const value of [record['autonomous_system_number'], record['asn'], record['as_number']]) {
    if (typeof value === 'number') return value;
    if (isObject(value) && typeof value['number'] === 'number') return value['number'];
    const digits = typeof value === 'string' ? /^(?:AS)?(\d{1,10})$/i.exec(value)?.[1] : undefined;
    if (digits !== undefined) return Number(digits);
  }
  return null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
