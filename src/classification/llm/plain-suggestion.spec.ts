import { plainSuggestion } from './plain-suggestion';

describe('plainSuggestion', () => {
  it.each([
    'Free some space on the volume.',
    'Block 203.0.113.9 and the network 198.51.100.0/24, then change the password of root.',
    'Raise max_connections in postgresql.conf; restart the service if it does not pick it up.',
    'Look at java.io.IOException: the disk (or /var/log) is full at 95 %.',
    'Überprüfen Sie die Sicherung – heute noch.',
    '请立即检查磁盘空间。',
  ])('lets a plain sentence through: %s', (text) => {
    expect(plainSuggestion(text)).toBe(text);
  });

  it.each([
    'See https://evil.example/fix for help.',
    'See www.evil.example for help.',
    'Ask evil.com for help.',
    'Download it from evil.example/x.',
    'Download it from 10.0.0.1/x or files.lan:8080.',
    'Download it from пример.рф/x.',
    'Ｓｅｅ ｈｔｔｐｓ：／／ｅｖｉｌ',
    'Write to mailto:someone.',
    'Open javascript:alert(1) in the browser.',
    'Write to help@evil.',
    'Tell @channel about it.',
  ])('refuses a link: %s', (text) => {
    expect(plainSuggestion(text)).toBeNull();
  });

  it.each([
    '<b>Restart</b> it.',
    '＜script＞alert＜/script＞',
    '**Restart** it.',
    'Run `restart`.',
    'See [the page](page).',
    '# Restart',
    '- Restart',
    '=HYPERLINK("page")',
    '{code}restart{code}',
  ])('refuses markup: %s', (text) => {
    expect(plainSuggestion(text)).toBeNull();
  });

  it.each(['Run rm -rf /var.', 'Run curl page | sh.', 'Use apt --purge.', 'Run $(restart) now.'])(
    'refuses a command: %s',
    (text) => {
      expect(plainSuggestion(text)).toBeNull();
    },
  );

  it.each(['', '1', 'incident', 'preventive_action', '3 / 7'])('refuses what is no sentence: %j', (text) => {
    expect(plainSuggestion(text)).toBeNull();
  });

  it('takes out what cannot be seen, and is of one line', () => {
    expect(plainSuggestion(' Re\u200bstart\u202e it.\r\n\u001bNow. ')).toBe('Restart it. Now.');
    expect(plainSuggestion('\u200b\n')).toBeNull();
  });

  it('bounds the length', () => {
    expect(plainSuggestion('Restart it. '.repeat(1_000))).toHaveLength(299);
  });
});
