import fc from 'fast-check';
import { Redactor } from './redact';

const mask = new Redactor('mask');

describe('Redactor', () => {
  it.each([
    ['login password=hunter2 ok', 'login password=[REDACTED:password] ok'],
    ['{"password":"s3cr3t","a":1}', '{"password":[REDACTED:password],"a":1}'],
    ['Authorization: Bearer abc123def456ghi', 'Authorization: Bearer [REDACTED:authorization]'],
    ['token=8f3a9bc1 expires', 'token=[REDACTED:token] expires'],
    ['postgres://app:pa55@db/x', 'postgres://app:[REDACTED:url-password]@db/x'],
    ['card 4111 1111 1111 1111 charged', 'card [REDACTED:card] charged'],
    ['key AKIAIOSFODNN7EXAMPLE used', 'key [REDACTED:aws-key] used'],
    ['api_key: "abcd-1234"', 'api_key: [REDACTED:password]'],
  ])('%s', (text, clean) => {
    expect(mask.text(text)).toBe(clean);
  });

  it.each([
    'Failed password for root from 10.0.0.1',
    'invalid token: expired',
    'order 4111111111111112 shipped', // not a Luhn number
    'block 1234567890123456789012 received',
    'User 12345 logged in.',
  ])('leaves wording alone: %s', (text) => {
    expect(mask.text(text)).toBe(text);
  });

  it('masks fields by name and by content, however deep', () => {
    const fields = {
      password: 'x',
      nested: { apiKey: 'y', note: 'password=z', n: 1 },
      list: ['Bearer abc123def456ghi'],
    };
    expect(mask.fields(fields)).toEqual({
      password: '[REDACTED:password]',
      nested: { apiKey: '[REDACTED:password]', note: 'password=[REDACTED:password]', n: 1 },
      list: ['Bearer [REDACTED:authorization]'],
    });
  });

  it('hashes with a key so that equal secrets stay equal', () => {
    const hash = new Redactor('hash', 'k');
    const [a, b, c] = ['password=one1', 'password=one1', 'password=two2'].map((text) => hash.text(text));
    expect(a).toBe(b);
    expect(a).not.toBe(c);
    expect(a).not.toContain('one1');
    expect(new Redactor('hash', 'other').text('password=one1')).not.toBe(a);
    expect(() => new Redactor('hash')).toThrow('needs a key');
  });

  it('keeps everything when it is off', () => {
    expect(new Redactor('off').text('password=hunter2')).toBe('password=hunter2');
  });

  it('masks any password given by name', () => {
    const password = fc.string({ minLength: 1 }).filter((text) => /^[^\s,;&"'<>{}[\]]+$/.test(text));
    fc.assert(
      fc.property(password, (secret) => {
        expect(mask.text(`user=a password=${secret} end`)).toBe('user=a password=[REDACTED:password] end');
      }),
    );
  });
});
