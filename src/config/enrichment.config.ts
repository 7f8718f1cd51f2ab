import { bool, int, text } from './schemas';
import { setting, type SliceValues } from './setting';

export const enrichmentSlice = {
  geoIp: setting({
    env: 'GEOIP_ENABLED',
    doc: 'Whether public addresses get their country, and city and network where files for these are given.',
    schema: bool(),
    default: true,
  }),
  cityFile: setting({
    env: 'GEOIP_CITY_FILE',
    doc: 'City database (.mmdb), such as GeoLite2-City.mmdb; changes are picked up while running. Empty: countries only.',
    schema: text(),
    default: '',
  }),
  asnFile: setting({
    env: 'GEOIP_ASN_FILE',
    doc: 'Database of networks (.mmdb), such as GeoLite2-ASN.mmdb; changes are picked up while running.',
    schema: text(),
    default: '',
  }),
  threats: setting({
    env: 'THREATS_ENABLED',
    doc: 'Whether requests are searched for attacks, and sources for brute force and scanning.',
    schema: bool(),
    default: true,
  }),
  bruteForceLogins: setting({
    env: 'BRUTE_FORCE_LOGINS',
    doc: 'Failed logins of one address or account within the window that raise one alert.',
    schema: int(2, 1_000_000),
    default: 10,
  }),
  scanPaths: setting({
    env: 'SCAN_PATHS',
    doc: 'Different paths that one address asks for in vain within the window that raise one alert.',
    schema: int(2, 1_000_000),
    default: 30,
  }),
  behaviourWindowMinutes: setting({
    env: 'BEHAVIOUR_WINDOW_MINUTES',
    doc: 'Minutes, by the clock of the logs, in which these must fall.',
    schema: int(1, 1_440),
    default: 5,
  }),
};

export type EnrichmentConfig = SliceValues<typeof enrichmentSlice>;
