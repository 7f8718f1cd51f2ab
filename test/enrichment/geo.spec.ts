import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GeoEnricher } from '../../src/enrichment/geo.enricher';
import { clientAddress, isReserved } from '../../src/enrichment/geo/client-address';
import { defaultCountryFile } from '../../src/enrichment/geo/default-country-file';
import { GeoIp, type GeoIpOptions } from '../../src/enrichment/geo/geo-ip';
import { mmdbFile } from './mmdb-file';
import { logOf, requestLog } from './request-lists';

const NESTED_CITY = mmdbFile(
  {
    '81.2.69.0/24': {
      country: { iso_code: 'GB', names: { en: 'United Kingdom', de: 'x' } },
      city: { names: { en: 'London' } },
    },
  },
  'GeoLite2-City',
);
const FLAT_COUNTRY = mmdbFile(
  { '81.2.0.0/16': { country_code: 'GB' }, '9.9.9.0/24': { country: 'CH', as_name: 'Quad9' } },
  'country',
);
const NESTED_ASN = mmdbFile({ '81.2.69.0/24': { autonomous_system_number: 20_712 } }, 'GeoLite2-ASN');
const FLAT_ASN = mmdbFile({ '9.9.9.0/24': { asn: 'AS19281' } }, 'asn');

describe('GeoIp', () => {
  let folder = '';
  let opened: GeoIp[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geo-'));
    opened = [];
  });

  afterEach(async () => {
    for (const geoIp of opened) geoIp.close();
    await rm(folder, { recursive: true });
  });

  async function open(options: Partial<GeoIpOptions>): Promise<{ geoIp: GeoIp; problems: string[] }> {
    const problems: string[] = [];
    const onProblem = (problem: string) => problems.push(problem);
    const geoIp = GeoIp.open({ cityFile: null, countryFile: null, asnFile: null, pollMs: 0, onProblem, ...options });
    opened.push(geoIp);
    await geoIp.ready();
    return { geoIp, problems };
  }

  async function file(name: string, content: Buffer): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  }

  it('reads nested and flat databases and puts them together', async () => {
    const { geoIp, problems } = await open({
      cityFile: await file('city.mmdb', NESTED_CITY),
      countryFile: await file('country.mmdb', FLAT_COUNTRY),
      asnFile: await file('asn.mmdb', NESTED_ASN),
    });
    expect(geoIp.lookup('81.2.69.142')).toEqual({
      country: 'GB',
      countryName: 'United Kingdom',
      city: 'London',
      asn: 20_712,
    });
    expect(geoIp.lookup('81.2.1.1')).toEqual({ country: 'GB', countryName: 'United Kingdom', city: null, asn: null });
    expect(geoIp.lookup('9.9.9.9')).toMatchObject({ country: 'CH', countryName: 'Switzerland' });
    for (const nowhere of ['8.8.8.8', '10.0.0.1', '2606:4700::1', 'nonsense']) expect(geoIp.lookup(nowhere)).toBeNull();
    expect(problems).toEqual([]);
  });

  it('reads system numbers written with their letters', async () => {
    const { geoIp } = await open({ asnFile: await file('asn.mmdb', FLAT_ASN) });
    expect(geoIp.lookup('9.9.9.9')).toMatchObject({ asn: 19_281, country: null });
  });

  it('says once that a file is missing or broken, and goes on with the others', async () => {
    const broken = await file('broken.mmdb', NESTED_CITY.subarray(0, NESTED_CITY.length >> 1));
    const missing = join(folder, 'missing.mmdb');
    const country = await file('country.mmdb', FLAT_COUNTRY);
    const { geoIp, problems } = await open({ cityFile: broken, asnFile: missing, countryFile: country, pollMs: 5 });
    await sleep(60);
    expect(problems.map((problem) => problem.split(',')[0]).sort()).toEqual(
      [broken, missing].map((path) => `location database ${path} cannot be read`).sort(),
    );
    expect(geoIp.lookup('81.2.69.142')).toMatchObject({ country: 'GB', city: null });
  });

  it('takes a new file while it runs, and keeps the old one while the new one is half written', async () => {
    const path = await file('country.mmdb', FLAT_COUNTRY);
    const { geoIp, problems } = await open({ countryFile: path, pollMs: 5 });
    expect(geoIp.lookup('81.2.69.142')).toMatchObject({ city: null });
    await writeFile(path, NESTED_CITY.subarray(0, 60));
    await until(() => problems.length > 0);
    expect(problems).toEqual([expect.stringContaining('the one read before stays in use')]);
    expect(geoIp.lookup('81.2.69.142')).toMatchObject({ country: 'GB', city: null });
    await rename(await file('next.mmdb', NESTED_CITY), path);
    await until(() => geoIp.lookup('81.2.69.142')?.city === 'London');
    expect(geoIp.lookup('9.9.9.9')).toBeNull();
  });

  it('puts the place of the client into the log', async () => {
    const { geoIp } = await open({ countryFile: await file('country.mmdb', FLAT_COUNTRY) });
    const enricher = new GeoEnricher(geoIp);
    const log = requestLog('/', 200, { clientIp: '81.2.69.142' });
    enricher.enrich(log);
    expect(log.geo).toMatchObject({ country: 'GB' });
    const sshd = logOf('Failed password for root from 81.2.69.142 port 22 ssh2');
    enricher.enrich(sshd);
    expect(sshd.geo).toMatchObject({ country: 'GB' });
    const own = requestLog('/', 200, { clientIp: '192.168.0.4' });
    enricher.enrich(own);
    expect(own.geo).toBeNull();
  });

  it('knows where the shipped database is', async () => {
    const path = defaultCountryFile();
    const { geoIp, problems } = await open({ countryFile: path });
    expect(problems).toEqual([]);
    expect(geoIp.lookup('8.8.8.8')).toMatchObject({ country: 'US', countryName: 'United States' });
    expect(geoIp.lookup('2001:4860:4860::8888')).toMatchObject({ country: 'US' });
  });
});

describe('clientAddress', () => {
  it.each([
    [{ clientIp: '81.2.69.142' }, '', '81.2.69.142'],
    [{ remote_addr: '81.2.69.142:4433' }, '', '81.2.69.142'],
    [{ ip: '::ffff:81.2.69.142' }, '', '81.2.69.142'],
    [{ client: '[2001:db8::1]:80' }, '', '2001:db8::1'],
    [{ client: 'host.example' }, 'no address here 1.2.3', null],
    [{}, 'authentication failure; rhost=81.2.69.142 user=root', '81.2.69.142'],
    [{}, '[client 81.2.69.142:5000] denied', '81.2.69.142'],
    [{}, 'upgraded from 1.2.3.4.5 to 2', null],
  ])('finds the other side in %j %s', (fields, message, address) => {
    expect(clientAddress(logOf(message, fields))).toBe(address);
  });

  it('tells public from reserved addresses', () => {
    expect(['8.8.8.8', '172.32.0.1', '2606:4700::1111'].filter(isReserved)).toEqual([]);
    const reserved = [
      '10.1.1.1',
      '172.16.0.1',
      '192.168.1.1',
      '127.0.0.1',
      '169.254.1.1',
      '100.64.0.1',
      '203.0.113.5',
      '::1',
      'fe80::1',
      'fd00::1',
      '2001:db8::1',
    ];
    expect(reserved.filter((address) => !isReserved(address))).toEqual([]);
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) await sleep(10);
  expect(holds()).toBe(true);
}
