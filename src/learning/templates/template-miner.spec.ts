import { templateIdOf } from '../../core/template-id';
import { TemplateMiner } from './template-miner';

function learnAll(miner: TemplateMiner, forms: readonly string[]): void {
  for (const form of forms) miner.learn(form);
}

function textsOf(miner: TemplateMiner, forms: readonly string[]): string[] {
  return [...new Set(forms.map((form) => miner.match(form)?.text ?? 'unknown'))];
}

describe('TemplateMiner', () => {
  it('knows nothing that it has not learned', () => {
    expect(new TemplateMiner().match('worker started')).toBeNull();
  });

  it('gives a new template the id of its first form and keeps it when the text becomes more general', () => {
    const miner = new TemplateMiner();
    const first = 'Failed password for root from <IP> port <NUM>';
    expect(miner.learn(first)).toEqual({
      template: { id: templateIdOf(first), text: first },
      created: true,
      generalised: false,
      merged: [],
    });
    expect(miner.learn('Failed password for webmaster from <IP> port <NUM>')).toEqual({
      template: { id: templateIdOf(first), text: 'Failed password for <*> from <IP> port <NUM>' },
      created: false,
      generalised: true,
      merged: [],
    });
    expect(miner.learn(first)).toMatchObject({ created: false, generalised: false });
    expect(miner.match(first)?.text).toBe('Failed password for <*> from <IP> port <NUM>');
  });

  it.each([
    ['login succeeded', 'login failed'],
    ['link up', 'link down'],
    ['worker started', 'worker stopped'],
    ['VM Paused (Lifecycle Event)', 'VM Resumed (Lifecycle Event)'],
    ['disk limit not specified, defaulting to unlimited', 'vcpu limit not specified, defaulting to unlimited'],
    ['PAM <NUM> more authentication failure', 'PAM <NUM> more authentication failures'],
    ['"GET <PATH> HTTP/<NUM>" status: <NUM>', '"POST <PATH> HTTP/<NUM>" status: <NUM>'],
    [
      ...['minSessionTimeout', 'maxSessionTimeout', 'tickTime', 'autopurge.snapRetainCount', 'autopurge.purgeInterval'],
      ...['initLimit', 'syncLimit', 'electionAlg'],
    ].map((setting) => `${setting} set to <NUM>`),
    [
      'Took <NUM> seconds to spawn the instance on the hypervisor',
      'Took <NUM> seconds to destroy the instance on the hypervisor',
    ],
    ['the link is DOWN', 'the link is UP'],
    ['level=error err="connection refused"', 'level=error err="no such host"', 'level=error err="bad gateway"'],
  ])('keeps apart what one word tells apart: %s, %s', (...forms) => {
    const miner = new TemplateMiner();
    learnAll(miner, forms);
    expect(textsOf(miner, forms)).toEqual(forms);
  });

  it.each([
    ['session closed for user <*>', 'session closed for user root', 'session closed for user news'],
    ['state=<*> since <NUM> s', 'state=up since <NUM> s', 'state=down since <NUM> s'],
    ["Topic '<*>' created", "Topic 'orders' created", "Topic 'payments' created"],
    ['Job moved from <*> to <*>', 'Job moved from NEW to RUNNING', 'Job moved from RUNNING to FAILED'],
    ['Wrote <*>', 'Wrote report.pdf', 'Wrote data.tar.gz'],
    ['size <*>, free <NUM> GB', 'size <NUM> KB, free <NUM> GB', 'size <NUM> MB, free <NUM> GB'],
    ['lock tag="<*>" taken', 'lock tag="View Lock" taken', 'lock tag="RILJ" taken'],
    ['fans ( <*> )', 'fans ( <NUM> <NUM> <NUM> )', 'fans ( <NUM> <NUM> <NUM> <NUM> )'],
    ['pid <NUM> gone', 'pid    <NUM> gone', 'pid <NUM> gone'],
    ['mode=<*> since <NUM> s', 'mode=ro  since <NUM> s', 'mode=ro since <NUM> s'],
    ['took <*> in all', 'took   x<NUM> in all', 'took x<NUM> in all'],
    ['lights(<*>) set', 'lights(true) set', 'lights(false) set'],
    ['state set to <*>', 'state set to DOWN', 'state set to ACTIVE'],
    ['closed region <*>,<HEX>,<NUM>', 'closed region orders,<HEX>,<NUM>', 'closed region carts,<HEX>,<NUM>'],
    ['Removing <*> from cache', 'Removing com.example.Orders from cache', 'Removing com.example.Carts from cache'],
    ['memory context "<*>" is full', 'memory context "Tuple sort" is full', 'memory context "Index scan" is full'],
    ['context with beans [<*>] loaded', 'context with beans [a, b] loaded', 'context with beans [] loaded'],
    ['Node <*> is up', 'Node node-[<NUM>-<NUM>,<NUM>] is up', 'Node c<NUM>-<NUM> is up'],
    ['error at registers: <*>', 'error at registers: <HEX> <NUM>', 'error at registers: <HEX>'],
    ['Connecting to <*> failed', 'Connecting to orders:<NUM> failed', 'Connecting to db.example.org:<NUM> failed'],
    ['msg="pull failed" err="<*>"', 'msg="pull failed" err="not found"', 'msg="pull failed" err="EOF"'],
    ['dump <*> end', 'dump <NUM> <NUM>f ab c<NUM> end', 'dump <NUM> ab <NUM> <NUM> end'],
  ])('sees values: %s', (template, ...forms) => {
    const miner = new TemplateMiner();
    learnAll(miner, forms);
    expect(textsOf(miner, forms)).toEqual([template]);
  });

  it('takes a place for a variable once many words were seen in it, and says which templates that joins', () => {
    const miner = new TemplateMiner();
    const cities = ['Oslo', 'Lima', 'Cairo', 'Quito', 'Accra', 'Hanoi'];
    const forms = cities.map((city) => `Weather balloon ${city} lost`);
    const changes = forms.map((form) => miner.learn(form));
    expect(changes.slice(0, 5).map(({ created }) => created)).toEqual([true, true, true, true, true]);
    const [first, ...later] = forms.slice(0, 5).map(templateIdOf);
    expect(changes[5]).toEqual({
      template: { id: first, text: 'Weather balloon <*> lost' },
      created: false,
      generalised: true,
      merged: later.map((from) => ({ from, into: first })),
    });
    expect(textsOf(miner, forms)).toEqual(['Weather balloon <*> lost']);
    expect(miner.learn('Weather balloon Dakar lost')).toMatchObject({ created: false, merged: [] });
    expect(miner.size).toBe(1);
  });

  it('asks for less evidence in a long wording, but not of its subject', () => {
    const cities = ['Oslo', 'Lima', 'Cairo'];
    const long = cities.map((city) => `Weather balloon ${city} lost contact with base`);
    const subject = cities.map((city) => `${city} balloon lost contact with weather base`);
    const miner = new TemplateMiner();
    learnAll(miner, [...long, ...subject]);
    expect(textsOf(miner, [...long, ...subject])).toEqual(['Weather balloon <*> lost contact with base', ...subject]);
  });

  it('takes in what was known before the place turned out to be a variable', () => {
    const miner = new TemplateMiner();
    const names = ['payments', 'Oslo', 'Lima', 'Cairo', 'Quito', 'Accra', 'Hanoi', 'shipments'];
    const forms = names.map((name) => `Failure of volume ${name}`);
    learnAll(miner, forms);
    expect(textsOf(miner, forms)).toEqual(['Failure of volume <*>']);
  });

  it('knows a message again by a stored template, however many places of that are open', () => {
    const miner = new TemplateMiner();
    const id = templateIdOf('stored');
    miner.load([{ id, text: 'Moved <*> of <*> into <*> of rack <*>' }]);
    expect(miner.learn('Moved shipments of Oslo into payments of rack left').template.id).toBe(id);
  });

  it('asks for more evidence where little is left to tell events apart', () => {
    const miner = new TemplateMiner();
    const forms = ['Oslo', 'Lima', 'Cairo', 'Quito', 'Accra', 'Hanoi'].map((city) => `balloon ${city}`);
    learnAll(miner, forms);
    expect(textsOf(miner, forms)).toEqual(forms);
  });

  it('never takes all of a message for a variable', () => {
    const miner = new TemplateMiner();
    const forms = ['<NUM>', '<IP>', 'LOOKING', 'LEADING', ...Array.from({ length: 40 }, (_, i) => `w${'x'.repeat(i)}`)];
    learnAll(miner, forms);
    expect(textsOf(miner, forms)).toEqual(['<*>', ...forms.slice(2)]);
  });

  it('is deterministic: the same forms in the same order give the same', () => {
    const forms = ['a1x', 'b2y', 'gamma', 'delta', 'eps', 'zeta', 'theta', 'kappa'].flatMap((name) => [
      `Uploaded ${name} to bucket ${name}-eu`,
      `Cache of ${name} is warm`,
    ]);
    const miners = [new TemplateMiner(), new TemplateMiner()];
    const [one, other] = miners.map((miner) => forms.map((form) => miner.learn(form)));
    expect(one).toEqual(other);
  });

  it('goes on where it was when what was stored is loaded', () => {
    const before = new TemplateMiner();
    const stored = ['Oslo', 'Lima', 'Cairo'].map((city) => before.learn(`Weather balloon ${city} lost`).template);
    stored.push(before.learn('Accepted key for root from <IP>').template);
    const after = new TemplateMiner();
    after.load(stored);
    expect(after.size).toBe(4);
    for (const form of [
      'Weather balloon Lima lost',
      'Accepted key for alice from <IP>',
      'Weather balloon Accra lost',
    ]) {
      expect(after.learn(form)).toEqual(before.learn(form));
    }
  });

  it('follows what another replica decided', () => {
    const [here, there] = [new TemplateMiner(), new TemplateMiner()];
    const mine = here.learn('Accepted key for root from <IP>').template;
    const theirs = there.learn('Accepted key for alice from <IP>').template;
    const standing = here.apply({ template: theirs, merged: [{ from: mine.id, into: theirs.id }] });
    expect(standing).toEqual({ id: theirs.id, text: 'Accepted key for <*> from <IP>' });
    expect(here.match('Accepted key for root from <IP>')?.id).toBe(theirs.id);
    expect(here.size).toBe(1);
  });

  it('forgets the templates not seen for longest', () => {
    const miner = new TemplateMiner({ maxTemplates: 10 });
    const words = 'alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi'.split(' ');
    const forms = words.map((word) => `${word} ${word}s the ${word}`);
    learnAll(miner, forms.slice(0, 10));
    miner.match(forms[0] ?? '');
    learnAll(miner, forms.slice(10));
    expect(miner.size).toBeLessThanOrEqual(10);
    expect(miner.match(forms[0] ?? '')).not.toBeNull();
    expect(miner.match(forms[1] ?? '')).toBeNull();
  });
});

it('forgets long templates before they fill the memory, however few they are', () => {
  const miner = new TemplateMiner();
  const letters = (n: number): string =>
    String.fromCharCode(...Array.from({ length: 5 }, (_, k) => 97 + (Math.floor(n / 26 ** k) % 26)));
  // No two of them have a word in common, so that none are merged.
  const long = (i: number): string => Array.from({ length: 200 }, (_, k) => letters(i * 200 + k)).join(' ');
  for (let i = 0; i < 1500; i++) miner.learn(long(i));
  expect(miner.size).toBeLessThan(1200);
  expect(miner.match(long(1499))).not.toBeNull();
});
