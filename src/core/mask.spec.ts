import { maskMessage, TEMPLATE_LENGTH } from './mask';

describe('maskMessage', () => {
  it.each([
    ['GET /admin returned 403', 'GET /admin returned <NUM>'],
    ['GET /a/b?x=1&y=2 returned 200', 'GET <PATH> returned <NUM>'],
    ['PacketResponder 1 for block blk_-388650 done', 'PacketResponder <NUM> for block blk_<NUM> done'],
    ['Received block of size 67108864 from /10.251.122.79', 'Received block of size <NUM> from /<IP>'],
    ['queue depth 9,950 of 10,000', 'queue depth <NUM> of <NUM>'],
    ['took 12.5ms at 97% on node-12', 'took <NUM>ms at <NUM>% on node-<NUM>'],
    ['user a@b.com from fe80::1', 'user <EMAIL> from <IP>'],
    ['id 550e8400-e29b-41d4-a716-446655440000 gone', 'id <UUID> gone'],
    ['see https://x.y/z?a=1, ok', 'see <URL>, ok'],
    ['std::vector at 0x7ffe12', 'std::vector at <HEX>'],
    ['at 2025-07-30T06:25:10Z or 06:25:10,123', 'at <TIME> or <TIME>'],
    ['C:\\Windows\\System32\\x.dll failed', '<PATH> failed'],
    ['C:\\Program Files\\Common Files\\x.dll by DOMAIN', '<PATH> by DOMAIN'],
    ['D:\\a\\b E:\\c\\d', '<PATH> <PATH>'],
    ['web01,60020,1700 and 1,2 and [a1,2]', 'web<NUM>,<NUM> and <NUM> and [a<NUM>,<NUM>]'],
    ['read/write ok', 'read/write ok'],
    ['no variables here', 'no variables here'],
  ])('%s -> %s', (message, template) => {
    expect(maskMessage(message)).toBe(template);
  });

  it('gives messages that differ only in values one template', () => {
    const a = maskMessage('Failed password for root from 10.0.0.1 port 2222 ssh2');
    const b = maskMessage('Failed password for root from 192.168.7.20 port 51 ssh2');
    expect(a).toBe(b);
  });

  it('keeps wording that changes the meaning', () => {
    expect(maskMessage('login succeeded for 7')).not.toBe(maskMessage('login failed for 7'));
  });

  it('looks at the first characters only', () => {
    expect(maskMessage('x'.repeat(TEMPLATE_LENGTH * 2))).toHaveLength(TEMPLATE_LENGTH);
  });
});
