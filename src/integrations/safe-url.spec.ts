import { isPublicAddress, publicLookup, unsafeUrlReason } from './safe-url';

describe('addresses', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.168.1.1',
    '198.18.0.1',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '2001:0:53aa:64c:0:1234:f5ff:fffe',
    '2001:db8::1',
    '2002:7f00:1::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    'not an address',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '100.128.0.1', '172.32.0.1', '192.0.3.1', '223.255.255.255', '2606:4700::1111', '2a00:1450::1'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe('URLs', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://0x7f.0.0.1/',
    'http://2130706433/',
    'http://0177.0.0.1/',
    'http://[::1]:9200/',
    'http://[::ffff:169.254.169.254]/latest/meta-data/',
    'http://１２７.０.０.１/',
    'file:///etc/passwd',
    'gopher://example.com/',
    'https://user:password@example.com/',
  ])('%s must not be called', (url) => {
    expect(unsafeUrlReason(new URL(url))).not.toBeNull();
  });

  it.each(['https://example.com/hook?key=1', 'http://8.8.8.8:8080/', 'https://[2606:4700::1111]/'])(
    '%s may be called',
    (url) => {
      expect(unsafeUrlReason(new URL(url))).toBeNull();
    },
  );
});

describe('names', () => {
  it.each([{ all: true }, { all: false }, { family: 4 }])(
    'stand for nothing when they lead inside (%j)',
    async (options) => {
      const error = await new Promise((resolve) => {
        publicLookup('localhost', options, resolve);
      });
      expect(error).toMatchObject({ name: 'PrivateAddressError' });
    },
  );

  it('are looked up in both ways that a socket asks for', async () => {
    const all = await lookedUp('8.8.8.8', true);
    expect(all).toEqual([[{ address: '8.8.8.8', family: 4 }]]);
    expect(await lookedUp('8.8.8.8', false)).toEqual(['8.8.8.8', 4]);
  });
});

function lookedUp(host: string, all: boolean): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    publicLookup(host, { all }, (error, ...found) => {
      if (error === null) resolve(found.filter((value) => value !== undefined));
      else reject(error);
    });
  });
}
