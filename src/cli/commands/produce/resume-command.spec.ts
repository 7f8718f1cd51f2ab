import { resumeCommand } from './resume-command';

describe('resumeCommand', () => {
  it.each([
    [['produce', 'a.log'], 'produce a.log --from-offset 7'],
    [['produce', 'a.log', '--from-offset', '3', '--json'], 'produce a.log --json --from-offset 7'],
    [['produce', '--from-offset=3', '-'], 'produce - --from-offset 7'],
    [['produce', "it's a.log", '--source', '$x'], `produce 'it'\\''s a.log' --source '$x' --from-offset 7`],
    [['produce', 'a', '--brokers', 'h:1,i:2'], 'produce a --brokers h:1,i:2 --from-offset 7'],
  ])('%j goes on as %s', (args, command) => {
    expect(resumeCommand(args, 7)).toBe(`npx logsieve ${command}`);
  });

  it('shows no secret', () => {
    const args = ['--set', 'KAFKA_SASL_PASSWORD=hidden', '--set=KAFKA_SASL_PASSWORD=hidden', '--set', 'PORT=1'];
    expect(resumeCommand([...args, 'produce', 'a'], 7)).toBe(
      'npx logsieve --set KAFKA_SASL_PASSWORD=... --set=KAFKA_SASL_PASSWORD=... --set PORT=1 produce a --from-offset 7',
    );
  });
});
